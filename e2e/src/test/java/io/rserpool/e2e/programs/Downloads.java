package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file that all servers of a pool have, and clients that download it slowly enough to be met in the middle. */
final class Downloads {
    /** More than may rest in the buffers between server and client, and than the client gets while a busy machine is about to kill. */
    static final int SIZE = 24 << 20;

    /** Bytes that one client has got from who is then killed. */
    static final int DEATH = 2 << 20;

    /** Bytes per second, as curl and wget take them. */
    static final String RATE = "8M";

    /** So that servers that make an ETag of it make the same. */
    private static final FileTime CHANGED = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

    private static final int PATIENCE_SECONDS = 60;

    private Downloads() {}

    /** Writes random bytes, the same in each run. */
    static Path write(Path file, int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.createDirectories(file.getParent());
        return Files.setLastModifiedTime(Files.write(file, bytes), CHANGED);
    }

    static List<String> curl(String url, Path to) {
        return List.of("curl", "-sS", "--fail", "--limit-rate", RATE, "-o", to.toString(), url);
    }

    /** It asks once: by itself, it would go on by a request of its own. */
    static List<String> wget(String url, Path to) {
        return List.of("wget", "-nv", "--tries=1", "--limit-rate", RATE, "-O", to.toString(), url);
    }

    /** The client gets all of it though who serves it dies, and takes it for complete. */
    static void assertSurvives(PoolOfPrograms pool, Victim victim, List<String> command, Path got, Path expected)
            throws Exception {
        var before = pool.failovers();
        var client = pool.client(command);
        pool.killServing(victim, DEATH);
        assertThat(client.awaitExit(PATIENCE_SECONDS)).as(client.output()).isZero();
        assertThat(got).hasSameBinaryContentAs(expected);
        assertThat(pool.failovers()).as("failovers").isGreaterThan(before);
    }

    /** The client says that it did not get all of it, and what it has is right so far. */
    static void assertSeenCut(PoolOfPrograms pool, Victim victim, List<String> command, Path got, Path expected)
            throws Exception {
        var client = pool.client(command);
        pool.killServing(victim, DEATH);
        assertThat(client.awaitExit(PATIENCE_SECONDS)).as(client.output()).isNotZero();
        assertIsBeginning(got, expected);
    }

    static void assertIsBeginning(Path got, Path expected) throws IOException {
        var bytes = Files.readAllBytes(got);
        assertThat(bytes.length).isLessThan((int) Files.size(expected));
        assertThat(bytes).isEqualTo(Arrays.copyOf(Files.readAllBytes(expected), bytes.length));
    }
}
