package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Drives the library's timers. It walks all of them at every tick and starts new ones from the time of the
 * last, so ticks are fine while an answer is awaited, coarse while nothing is, and the clock is brought up
 * to date before anything new begins. When the process is late, the library gets no more than one step of the time
 * that has passed, and only once it got the packets that have queued: else it would take its peers for silent.
 */
final class StackTimers {
    private static final long FINE_NANOS = 10_000_000;
    private static final long COARSE_NANOS = 50_000_000;
    private static final long MILLI = 1_000_000;

    /** Whoever is behind by more was late. */
    private static final long LATE_NANOS = 2 * COARSE_NANOS;

    /** A walk may take this part of the time. */
    private static final int WALK_SHARE = 25;

    private final UsrsctpStack stack;
    private EventLoop.@Nullable Timer timer;
    private long timerDue;
    private long clock = System.nanoTime();
    private long now = clock;
    private long walk;
    private int sockets;
    private int awaiting;
    private boolean walking;

    StackTimers(UsrsctpStack stack) {
        this.stack = stack;
    }

    /** The time of the last {@link #synchronise}. */
    long now() {
        return now;
    }

    /** A socket was opened (1) or closed (−1). */
    void sockets(int change) {
        sockets += change;
    }

    /** Recounts a path after a packet of it. */
    void update(Path path) {
        boolean any = path.association != null && path.outstanding.any();
        if (any != path.awaiting) {
            path.awaiting = any;
            awaiting += any ? 1 : -1;
        }
        if (walking) {
            stack.look(path);
        }
    }

    void forget(Path path) {
        if (path.awaiting) {
            path.awaiting = false;
            awaiting--;
        }
    }

    /**
     * Brings the library's clock up to date, if it is behind by a tick; call before going into the library. If it is late,
     * the next tick does so: a timer of the loop, which has read all that has queued by then.
     */
    void synchronise() {
        now = System.nanoTime();
        boolean late = timer != null && isLate();
        if (now - clock >= fine() && !late && !walking) {
            walk();
        }
    }

    private boolean isLate() {
        return now - clock > LATE_NANOS;
    }

    private void walk() {
        int elapsed = (int) Math.min((now - clock) / MILLI, Integer.MAX_VALUE);
        clock += elapsed * MILLI;
        walking = true;
        try {
            UsrsctpLibrary.handleTimers(elapsed);
        } finally {
            walking = false;
        }
        long took = System.nanoTime() - now;
        walk = walk == 0 ? took : walk + (took - walk) / 8;
    }

    /** The time between ticks while something is awaited: longer where there is much to walk. */
    private long fine() {
        return Math.clamp(walk * WALK_SHARE, FINE_NANOS, COARSE_NANOS);
    }

    /** Makes sure that the next tick comes when it is needed. */
    void reschedule() {
        if (sockets == 0) {
            stop();
            return;
        }
        long due = clock + (awaiting > 0 ? fine() : COARSE_NANOS);
        if (timer != null) {
            if (timerDue - due <= MILLI) {
                return;
            }
            timer.cancel();
        }
        timerDue = due;
        timer = stack.loop.schedule(Duration.ofNanos(Math.max(0, due - System.nanoTime())), this::tick);
    }

    private void tick() {
        timer = null;
        now = System.nanoTime();
        if (isLate()) {
            clock = now - COARSE_NANOS;
        }
        walk();
        stack.drain();
        stack.outbox.flush(); // what is due by time does not wait for the next turn
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    void close() {
        stop();
    }
}
