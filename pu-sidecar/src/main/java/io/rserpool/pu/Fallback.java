package io.rserpool.pu;

import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;

/**
 * Whether a pool's new connections go to its elements or straight to its Service, if it has one. After one that found no element the others do not wait for
 * what it waited for: they go straight, but for one now and then that tries. The first that an element serves brings all others back.
 */
final class Fallback {
    /** Told when the way changes. */
    interface Listener {
        void left(String why);

        void back();
    }

    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);
    private static final int LONGEST_REASON = 512;

    private final EventLoop loop;
    private final Listener listener;
    private String reason = "";
    private long lastTrial;

    Fallback(EventLoop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
    }

    /** Whether the last one found no element. */
    boolean isActive() {
        return !reason.isEmpty();
    }

    /** Why it did not; empty if it did. */
    String reason() {
        return reason;
    }

    /** Whether this new connection goes to the pool first. */
    boolean tries() {
        if (isActive() && loop.nanoTime() - lastTrial < BETWEEN_TRIALS.toNanos()) {
            return false;
        }
        lastTrial = loop.nanoTime();
        return true;
    }

    /** One that went to the pool found no element. */
    void failed(String why) {
        boolean news = !isActive();
        reason = why.isEmpty() ? "no element" : why.substring(0, Math.min(why.length(), LONGEST_REASON));
        lastTrial = loop.nanoTime();
        if (news) {
            listener.left(reason);
        }
    }

    /** An element serves one that went to the pool. */
    void served() {
        if (isActive()) {
            reason = "";
            listener.back();
        }
    }
}
