package io.rserpool.e2e.load;

import java.time.Duration;

/** How long loads last: {@code e2e/load/run --times N} multiplies it. */
public final class LoadLength {
    private static final int TIMES = Integer.getInteger("load.times", 1);

    private LoadLength() {}

    public static Duration seconds(int seconds) {
        return Duration.ofSeconds((long) seconds * TIMES);
    }

    public static int count(int count) {
        return count * TIMES;
    }

    /** Lets the load go on for a while. */
    public static void pass(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
