package io.rserpool.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An ordinary client that asks {@link NamedServer}s every 100 ms, over a new connection each time, whether or not the others have ended. */
final class Asker implements AutoCloseable {
    /**
     * What became of a connection.
     *
     * @param from the server's answer, which begins with its name; what went wrong if there was no answer
     */
    record Answer(boolean good, String from, Duration took) {}

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int PATIENCE_MILLIS = 20_000;

    private final InetSocketAddress address;
    private final List<Answer> answers = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int asked;

    Asker(String address, int port) {
        this.address = new InetSocketAddress(address, port);
        clock.scheduleAtFixedRate(this::start, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void start() {
        synchronized (answers) {
            asked++;
        }
        Thread.ofVirtual().start(() -> {
            var answer = ask(address);
            synchronized (answers) {
                answers.add(answer);
            }
        });
    }

    /** Asks once. */
    static Answer ask(InetSocketAddress address) {
        long begun = System.nanoTime();
        String from;
        boolean good = false;
        try (var socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write("who\n".getBytes(StandardCharsets.UTF_8));
            var line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            good = line != null;
            from = line == null ? "end of connection" : line;
        } catch (IOException e) {
            from = e.toString();
        }
        return new Answer(good, from, Duration.ofNanos(System.nanoTime() - begun));
    }

    /** Those that have come so far. */
    List<Answer> answers() {
        synchronized (answers) {
            return List.copyOf(answers);
        }
    }

    /** Whether nobody waits for an answer now. */
    boolean isIdle() {
        synchronized (answers) {
            return answers.size() == asked;
        }
    }

    /** Asks no more; answers to what was asked still come. */
    void stop() {
        clock.shutdown();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
