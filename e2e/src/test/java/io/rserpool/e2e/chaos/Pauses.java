package io.rserpool.e2e.chaos;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Time that passes for the sake of the load; nothing is right because of it. */
final class Pauses {
    private static final int LONGEST_THOUGHT_MILLIS = 40;

    private Pauses() {}

    /** A client thinks. */
    static void think(RandomGenerator random) {
        pass(Duration.ofMillis(random.nextInt(LONGEST_THOUGHT_MILLIS)));
    }

    static void pass(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
