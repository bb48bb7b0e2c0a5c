package io.rserpool.transport.loop;

/** Allows so many events per second on average, and so many at once. */
public final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    private final int perSecond;
    private final int atOnce;
    private double tokens;
    private long last;

    /**
     * A second's worth at once.
     *
     * @param now ns on a monotonic scale
     */
    public TokenBucket(int perSecond, long now) {
        this(perSecond, perSecond, now);
    }

    /** @param now ns on a monotonic scale */
    public TokenBucket(int perSecond, int atOnce, long now) {
        this.perSecond = perSecond;
        this.atOnce = atOnce;
        this.tokens = atOnce;
        this.last = now;
    }

    /** Whether one more is allowed at this time (ns). */
    public boolean take(long now) {
        tokens = Math.min(atOnce, tokens + (now - last) / NANOS_PER_SECOND * perSecond);
        last = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
