package io.rserpool.e2e.programs;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.nio.file.Path;

/** A server as it is installed, started as a process of its own in the foreground. */
@FunctionalInterface
interface Program {
    /**
     * Where one of the servers of a pool is to run.
     *
     * @param number 1 to {@link PoolOfPrograms#COUNT}
     * @param name of its process and its log
     * @param work a folder of its own for its configuration and data, which exists
     */
    record Place(LocalSystem system, int number, String name, String address, int port, Path work) {}

    /** Starts it; again at the same place, if it was killed. It need not be up on return. */
    LocalProcess start(Place place);
}
