package io.rserpool.e2e.kind;

import java.time.Instant;

/** Which test run made a cluster: its process and when that began, in ms since 1970, so that a process with the same ID is no owner. */
final class Owner {
    static final String LABEL = "io.rserpool.e2e.owner";
    private static final String SEPARATOR = "-";

    private Owner() {}

    static String current() {
        return describe(ProcessHandle.current());
    }

    static boolean isAlive(String owner) {
        var pid = Long.parseLong(owner.substring(0, owner.indexOf(SEPARATOR)));
        return ProcessHandle.of(pid).map(Owner::describe).filter(owner::equals).isPresent();
    }

    private static String describe(ProcessHandle process) {
        var start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return process.pid() + SEPARATOR + start;
    }
}
