package io.rserpool.registrar.core;

/** Allows so many events per second on average, and a second's worth at once. */
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final int perSecond;
    private double tokens;
    private long last;

    TokenBucket(int perSecond, long now) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.last = now;
    }

    /** Whether one more is allowed at this time (ns). */
    boolean take(long now) {
        tokens = Math.min(perSecond, tokens + (now - last) / NANOS_PER_SECOND * perSecond);
        last = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
