package io.rserpool.e2e.demo;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Asks Redis for one key after the other over one connection, and compares each answer. */
final class Questions implements AutoCloseable {
    /** Keys {@code item:0} and so on. */
    static final int ITEMS = 100;

    private static final long PAUSE_MILLIS = 5;

    private final RedisCli client;
    private final Thread thread;
    private volatile boolean over;
    private volatile long right;
    private volatile String wrong = "";
    private volatile long longestNanos;

    Questions(RedisCli client) {
        this.client = client;
        thread = Thread.ofPlatform().daemon().name("questions").start(this::run);
    }

    static String value(long item) {
        return "the value of item " + item;
    }

    private void run() {
        try {
            for (long number = 0; !over && wrong.isEmpty(); number++) {
                ask(number % ITEMS);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            wrong = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(long item) throws IOException {
        var asked = System.nanoTime();
        var answer = client.ask("GET item:" + item);
        longestNanos = Math.max(longestNanos, System.nanoTime() - asked);
        if (value(item).equals(answer)) {
            right++;
        } else {
            wrong = "GET item:" + item + " was answered: " + answer;
        }
    }

    /** How many answers were right. */
    long right() {
        return right;
    }

    /** The first answer that was not, or nothing. */
    String wrong() {
        return wrong;
    }

    /** The longest time from a question to its answer, in ms. */
    long longestMillis() {
        return longestNanos / 1_000_000;
    }

    /** Asks no more. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        thread.join(5000);
    }
}
