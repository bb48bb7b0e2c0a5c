package io.rserpool.e2e.load;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Processes that take all the processor time they get. */
public final class BusyLoops implements AutoCloseable {
    private final List<LocalProcess> loops;

    public BusyLoops(LocalSystem system, int count) {
        loops = IntStream.rangeClosed(1, count)
                .mapToObj(
                        number -> system.start("busy-" + number, List.of("sh", "-c", "while :; do :; done"), Map.of()))
                .toList();
    }

    @Override
    public void close() {
        loops.forEach(LocalProcess::kill);
    }
}
