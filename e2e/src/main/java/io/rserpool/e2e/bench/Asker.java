package io.rserpool.e2e.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that asks again and again over one connection. When that is cut, it connects to the next address and asks the same again, as clients
 * that are not protected have to.
 */
final class Asker implements AutoCloseable {
    private final Question question;
    private final List<InetSocketAddress> targets;
    private final Thread thread;
    private volatile boolean over;
    private volatile @Nullable RuntimeException failure;
    private volatile long answers;
    private volatile long longestNanos;
    private volatile String server = "";
    private volatile int cuts;

    Asker(Question question, List<InetSocketAddress> targets) {
        this.question = question;
        this.targets = targets;
        thread = Thread.ofPlatform().daemon().name("asker").start(this::run);
    }

    private void run() {
        var last = System.nanoTime();
        try {
            for (int attempt = 0; !over; attempt++) {
                try (var connection = new Question.Connection(targets.get(attempt % targets.size()))) {
                    while (!over) {
                        server = question.ask(connection);
                        var now = System.nanoTime();
                        longestNanos = Math.max(longestNanos, now - last);
                        last = now;
                        answers++;
                    }
                } catch (IOException e) {
                    cuts++;
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** How many answers came. */
    long answers() {
        var broken = failure;
        if (broken != null) {
            throw broken;
        }
        return answers;
    }

    /** Forgets the longest wait. */
    void forget() {
        longestNanos = 0;
    }

    /** The longest time between two answers since {@link #forget}. */
    long longestNanos() {
        return longestNanos;
    }

    /** The address of the server that answered last, if answers say so. */
    String server() {
        return server;
    }

    /** How many connections were cut or refused. */
    int cuts() {
        return cuts;
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join(30_000);
    }
}
