package io.rserpool.transport.sctp.usrsctp;

/** A token bucket. */
final class RateLimit {
    private static final long SECOND = 1_000_000_000;

    private final long interval;
    private final long depth;
    private long empty;
    private boolean used;

    /**
     * @param perSecond permits per second
     * @param burst permits at once
     */
    RateLimit(int perSecond, int burst) {
        interval = SECOND / perSecond;
        depth = interval * burst;
    }

    /** @param now ns on a monotonic scale */
    boolean permits(long now) {
        if (!used || now - empty > depth) {
            used = true;
            empty = now - depth;
        }
        if (empty + interval - now > 0) {
            return false;
        }
        empty += interval;
        return true;
    }
}
