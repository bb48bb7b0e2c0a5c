package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Clients of a pool: how they are started by a shell, and what they say. */
final class Clients {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Clients() {}

    /** Starts a line of shell, whose {@code $0}, {@code $1} … are the arguments. */
    static LocalProcess shell(PoolOfPrograms pool, String script, Object... arguments) {
        var command = new ArrayList<>(List.of("sh", "-c", script));
        for (var each : arguments) {
            command.add(each.toString());
        }
        return pool.client(command);
    }

    /** What it has said, once it has ended well. */
    static String result(LocalProcess client) throws Exception {
        assertThat(client.awaitExit(60)).as(client.output()).isZero();
        return client.output();
    }

    static void awaitOutput(LocalProcess client, Predicate<String> output) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(client::output, output);
    }

    /** Waits until the pool's only session has brought its server so many bytes. */
    static void awaitSent(PoolOfPrograms pool, long bytes) {
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> session(pool, "bytesToServer"), sent -> sent >= bytes);
    }

    /**
     * Kills what serves a client in the middle of an answer: the client reads nothing of it before.
     *
     * @param request bytes of its request at least, which it says at once
     * @param answer bytes of the answer, more than the buffers on its way hold
     * @return the client, which reads on
     */
    static LocalProcess killInAnswer(
            PoolOfPrograms pool, Victim victim, long request, long answer, Supplier<LocalProcess> start)
            throws Exception {
        pool.signalServers("STOP");
        var client = start.get();
        awaitSent(pool, request);
        client.signalAll("STOP");
        pool.signalServers("CONT");
        var number = pool.serving(1 << 16);
        assertThat(session(pool, "bytesFromServer")).isLessThan(answer);
        pool.kill(victim, number);
        client.signalAll("CONT");
        return client;
    }

    /** A figure of the pool's only session. */
    static long session(PoolOfPrograms pool, String figure) throws Exception {
        return pool.page().path("sessions").path(0).path(figure).asLong();
    }
}
