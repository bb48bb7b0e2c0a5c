package io.rserpool.e2e.bench;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How long a client waits for its next byte when its server dies: a session of 200-byte questions and
 * answers goes on while the process that serves it is killed, again and again.
 */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description = "Death of a server to the client's next byte.")
final class FailoverBench implements Callable<Integer> {
    @Option(names = "--kills", description = "How often to kill (default: ${DEFAULT-VALUE}).")
    private int kills = 20;

    @Option(
            names = "--silent",
            description =
                    "Freeze server and pe-sidecar (SIGSTOP) instead: nothing is answered, as if the network were cut.")
    private boolean silent;

    @Mixin
    private InTurn inTurn = new InTurn();

    @Override
    public Integer call() throws Exception {
        inTurn.run(this::measure);
        return 0;
    }

    private void measure(boolean secured) throws Exception {
        var waits = new Durations();
        while (waits.count() < kills) {
            var system = new LocalSystem(LocalSystem.project(), Files.createTempDirectory("bench-failover"), 3);
            if (secured) {
                system.secure();
            }
            try (var pool = new PooledServers(system, 3, 3, "replay", PooledServers.ECHO, "PIPE")) {
                session(pool, Math.min(kills - waits.count(), silent ? 2 : kills), waits);
            }
        }
        System.out.printf("failover (%s): %s%n", silent ? "silent death" : "SIGKILL of the server", waits.summary(1));
    }

    private void session(PooledServers pool, int times, Durations waits) throws Exception {
        try (var client = new Socket(pool.system().serviceAddress(), PooledServers.PORT)) {
            client.setTcpNoDelay(true);
            client.setSoTimeout(20_000);
            var sequence = 0;
            for (int kill = 0; kill < times; kill++) {
                for (int i = 0; i < 200; i++) {
                    exchange(client, sequence++);
                }
                var victim = pool.serving();
                var start = System.nanoTime();
                strike(pool, victim);
                // Answers that were under way still come from the old server: the wait is the longest gap.
                waits.add(longestExchange(client, sequence, start));
                sequence += 50;
                if (!silent) {
                    pool.restartServer(victim);
                }
            }
        }
    }

    private void strike(PooledServers pool, int victim) {
        if (silent) {
            pool.element(victim).signal("STOP");
            pool.server(victim).signalAll("STOP");
        } else {
            pool.server(victim).kill();
        }
    }

    private static long longestExchange(Socket client, int sequence, long start) throws IOException {
        long longest = 0;
        var last = start;
        for (int i = 0; i < 50; i++) {
            exchange(client, sequence + i);
            var now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
        }
        return longest;
    }

    static void exchange(Socket client, int sequence) throws IOException {
        var question = new byte[200];
        Arrays.fill(question, (byte) sequence);
        client.getOutputStream().write(question);
        InputStream answers = client.getInputStream();
        if (!Arrays.equals(answers.readNBytes(question.length), question)) {
            throw new IOException("answer " + sequence + " is wrong: a byte was lost, doubled or changed");
        }
    }
}
