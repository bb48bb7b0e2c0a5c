package io.rserpool.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.ManagementClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The turns of the sidecars' event loops from one moment on. A turn that takes longer than its budget of 50 ms is the program's fault only
 * as far as its threads did not wait for a processor meanwhile; the kernel counts that.
 */
final class LoopWatch {
    private static final String TURNS = "rserpool_loop_turns_over_budget_total";
    private static final String FAILURES = "rserpool_loop_failures_total";

    /** A turn that waited for a processor for so long may have been too long for want of it. */
    private static final long WAIT_THAT_EXCUSES_NANOS = 20_000_000;

    /** Turns that a collection of garbage or the compilation of what runs for the first time makes too long. */
    private static final int UNREST = 3;

    private record Reading(double turns, double failures, long waitedNanos) {}

    private final LoadSystem system;
    private final Map<String, Reading> before;

    LoopWatch(LoadSystem system) {
        this.system = system;
        this.before = readings();
    }

    /** No more turns were too long than the want of processors explains, and no exception came out of any. */
    void assertWithinBudget() {
        var excess = new ArrayList<String>();
        var failures = new ArrayList<String>();
        var shown = new ArrayList<String>();
        readings().forEach((name, now) -> {
            var then = before.getOrDefault(name, now);
            int turns = (int) (now.turns - then.turns);
            long waitedNanos = now.waitedNanos - then.waitedNanos;
            var text = "%s %d (%d ms)".formatted(name, turns, waitedNanos / 1_000_000);
            shown.add(text);
            if (turns > UNREST + waitedNanos / WAIT_THAT_EXCUSES_NANOS) {
                excess.add(text);
            }
            if (now.failures > then.failures) {
                failures.add(name);
            }
        });
        System.out.println("  turns over budget (time spent waiting for a processor): " + String.join(", ", shown));
        assertThat(excess).as("event loops whose turns take too long").isEmpty();
        assertThat(failures).as("event loops with unexpected exceptions").isEmpty();
    }

    private Map<String, Reading> readings() {
        var management = system.sidecars();
        return system.sidecarProcesses().stream()
                .collect(Collectors.toMap(
                        LocalProcess::name,
                        process -> reading(process, Objects.requireNonNull(management.get(process.name())))));
    }

    private static Reading reading(LocalProcess process, ManagementClient management) {
        try {
            // A metric that nobody has counts as 0, which would prove nothing.
            assertThat(management.text("/q/metrics")).contains(TURNS, FAILURES);
            return new Reading(management.metric(TURNS), management.metric(FAILURES), waitedNanos(process.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(process.name() + " does not tell its metrics", e);
        }
    }

    /** How long the threads of a process that are there now were runnable and did not run: the second figure of schedstat. */
    private static long waitedNanos(long pid) throws IOException {
        List<Path> threads;
        try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = tasks.toList();
        }
        long sum = 0;
        for (var thread : threads) {
            var file = thread.resolve("schedstat");
            if (Files.exists(file)) {
                sum += Long.parseLong(Files.readString(file).split(" ")[1]);
            }
        }
        return sum;
    }
}
