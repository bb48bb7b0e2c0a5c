package io.rserpool.e2e.programs;

/** What is killed (SIGKILL), by {@link PoolOfPrograms#kill}. */
enum Victim {
    SERVER,
    PE_SIDECAR
}
