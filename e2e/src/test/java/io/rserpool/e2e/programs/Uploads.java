package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/** Clients that upload a file slowly enough to be met in the middle. */
final class Uploads {
    private static final int PATIENCE_SECONDS = 60;

    private Uploads() {}

    /** By PUT, which may be executed twice. */
    static List<String> curl(Path file, String url) {
        return List.of("curl", "-sS", "--fail", "--limit-rate", Downloads.RATE, "-T", file.toString(), url);
    }

    /**
     * The client is told that all of it has arrived though who takes it dies, and it has.
     *
     * @param stored where the server of a number stores it
     */
    static void assertArrives(
            PoolOfPrograms pool, Victim victim, List<String> command, Path file, IntFunction<Path> stored)
            throws Exception {
        var client = pool.client(command);
        int dead = pool.killReceiving(victim, Files.size(file) / 4);
        assertThat(client.awaitExit(PATIENCE_SECONDS)).as(client.output()).isZero();
        assertThat(stored.apply(PoolOfPrograms.COUNT + 1 - dead)).hasSameBinaryContentAs(file);
    }

    /** The client is not told that it has arrived if who takes it dies after so many bytes. */
    static void assertSeenToFail(PoolOfPrograms pool, Victim victim, List<String> command, long bytes)
            throws Exception {
        var client = pool.client(command);
        pool.killReceiving(victim, bytes);
        assertThat(client.awaitExit(PATIENCE_SECONDS)).as(client.output()).isNotZero();
    }
}
