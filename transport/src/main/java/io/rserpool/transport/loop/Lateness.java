package io.rserpool.transport.loop;

/**
 * How late a loop is: the time in which it read nothing although it should have, because a turn was long, or because the
 * process did not run (stopped, throttled, starved, a gap of the clock). Lateness below the threshold is usual and not
 * counted.
 */
final class Lateness {
    /** A turn that is longer, or waking up later than planned by more than this, is a stall. */
    static final long THRESHOLD_NANOS = 50_000_000;

    private final LoopStatistics statistics;

    /** Since when it should have read; in the future while it sleeps as planned. */
    private long owing = System.nanoTime();

    private boolean late;

    Lateness(LoopStatistics statistics) {
        this.statistics = statistics;
    }

    /** The stalls so far in ns, with the one that is going on at this time. */
    long total(long now) {
        long ongoing = now - owing;
        return ongoing > THRESHOLD_NANOS ? statistics.stalledNanos() + ongoing : statistics.stalledNanos();
    }

    /** The loop is about to sleep until this time. */
    void sleeps(long now, long until) {
        count(now);
        owing = until;
    }

    /** The loop is about to read what is there; returns by how many ns it is late, 0 = in time. */
    long reads(long now) {
        long stall = count(now);
        owing = now;
        return stall;
    }

    /** Counts a stall that has lasted until now; returns it in ns, 0 = there is none. */
    long count(long now) {
        long stall = now - owing;
        if (stall <= THRESHOLD_NANOS) {
            return 0;
        }
        statistics.stalled(stall);
        late = true;
        owing = now;
        return stall;
    }

    /** Whether there was a stall since the loop has {@link #caughtUp}. */
    boolean isLate() {
        return late;
    }

    void caughtUp() {
        late = false;
    }
}
