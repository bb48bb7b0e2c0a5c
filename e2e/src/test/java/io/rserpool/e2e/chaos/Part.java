package io.rserpool.e2e.chaos;

import io.rserpool.e2e.local.LocalProcess;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A process that may come to harm.
 *
 * @param servers addresses of the servers whose sessions end with it; all sessions of a pu-sidecar do
 */
record Part(String name, Role role, Set<String> servers, Supplier<LocalProcess> start) {
    enum Role {
        SERVER,
        ELEMENT,
        REGISTRAR,
        USER
    }
}
