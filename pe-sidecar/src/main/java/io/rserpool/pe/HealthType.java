package io.rserpool.pe;

/** Kinds of health checks. */
enum HealthType {
    TCP,
    CONNECT,
    HTTP,
    NONE
}
