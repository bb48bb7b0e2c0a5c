package io.rserpool.e2e.bench;

import io.rserpool.e2e.bench.PoolsByMode.Program;
import io.rserpool.e2e.bench.PoolsByMode.Use;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Memory of both sidecars without a session, and with idle ones that have had one answer each, by mode. */
@Command(
        name = "sessions",
        mixinStandardHelpOptions = true,
        description = "Memory of the sidecars, idle and per 1,000 idle sessions, by mode.")
final class SessionMemoryBench implements Callable<Integer> {
    /** What "idle" means here. */
    private static final Duration IDLE = Duration.ofSeconds(3);

    @Option(
            names = "--sessions",
            description = "Of each step; the second step's growth is what counts (default: ${DEFAULT-VALUE}).")
    private int sessions = 1000;

    @Override
    public Integer call() throws Exception {
        System.out.println("| mode | sidecar | idle: RSS, USS, anonymous MB | with " + sessions
                + " sessions | per 1,000 more sessions |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (var use : Use.values()) {
            measure(use);
        }
        return 0;
    }

    private void measure(Use use) throws Exception {
        var connections = new ArrayList<Question.Connection>();
        try (var pools = new PoolsByMode(Files.createTempDirectory("bench-sessions"))) {
            var user = new ArrayList<ProcessMemory>();
            var elements = new ArrayList<ProcessMemory>();
            for (int step = 0; step <= 2; step++) {
                if (step > 0) {
                    open(pools, use, connections);
                }
                Thread.sleep(IDLE);
                user.add(pools.user().memory());
                elements.add(pools.elements().stream()
                        .map(LocalProcess::memory)
                        .reduce(ProcessMemory::plus)
                        .orElseThrow());
            }
            print(use, "pu-sidecar", user);
            print(use, "the three pe-sidecars", elements);
        } finally {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    private void open(PoolsByMode pools, Use use, List<Question.Connection> connections) throws IOException {
        var question = use.program == Program.NGINX ? Question.GET_OF_HTTP : Question.GET_OF_REDIS;
        for (int i = 0; i < sessions; i++) {
            var connection = new Question.Connection(pools.listener(use));
            connections.add(connection);
            question.ask(connection);
        }
    }

    private void print(Use use, String sidecar, List<ProcessMemory> steps) {
        var first = steps.get(1);
        var second = steps.get(2);
        var share = 1000.0 / sessions;
        System.out.printf(
                Locale.ROOT,
                "| `%s`, %s | %s | %s | %s | %.1f, %.1f, %.1f |%n",
                use.mode,
                use.program.name().toLowerCase(Locale.ROOT),
                sidecar,
                text(steps.getFirst()),
                text(first),
                share * megabytes(second.resident() - first.resident()),
                share * megabytes(second.unique() - first.unique()),
                share * megabytes(second.anonymous() - first.anonymous()));
    }

    private static String text(ProcessMemory memory) {
        return String.format(
                Locale.ROOT,
                "%.0f, %.0f, %.0f",
                megabytes(memory.resident()),
                megabytes(memory.unique()),
                megabytes(memory.anonymous()));
    }

    private static double megabytes(long bytes) {
        return bytes / 1048576.0;
    }
}
