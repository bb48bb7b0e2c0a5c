package io.rserpool.transport.loop;

import java.time.Duration;

/**
 * How what serves many goes on after an exception: at once after the first, which was probably due to one of them; if it
 * fails again and again, after pauses that double.
 */
final class Recovery {
    private static final long FIRST_MILLIS = 10;
    private static final int MOST_DOUBLINGS = 7;

    private int failures;

    void succeeded() {
        failures = 0;
    }

    /** It failed once more; how long it pauses now, 0 = not at all, at most 1.28 s. */
    Duration failed() {
        int repeated = failures;
        failures = Math.min(failures + 1, MOST_DOUBLINGS + 1);
        return repeated == 0 ? Duration.ZERO : Duration.ofMillis(FIRST_MILLIS << (repeated - 1));
    }
}
