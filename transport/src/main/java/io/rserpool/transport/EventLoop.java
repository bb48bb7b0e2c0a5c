package io.rserpool.transport;

import java.time.Duration;

/**
 * The one thread that owns all mutable protocol state. Tests run the same code in virtual time on
 * another implementation of this interface.
 */
public interface EventLoop extends AutoCloseable {
    /** Monotonic time in ns; its origin is arbitrary. Callable from any thread. */
    long nanoTime();

    /** Wall-clock time in ms since 1970-01-01 UTC, for logs and reports only. */
    long currentTimeMillis();

    /** Runs the task on the loop's thread, after all tasks given before. Callable from any thread. */
    void execute(Runnable task);

    /**
     * Runs the task on the loop's thread once the delay (ns resolution, negative = now) is over.
     * Callable from any thread.
     */
    Timer schedule(Duration delay, Runnable task);

    /** Whether the caller is the loop's thread. */
    boolean inEventLoop();

    /** Ends the loop; pending tasks and timers are dropped. Does not wait when called on the loop. */
    @Override
    void close();

    /** A pending call of {@link #schedule}. */
    interface Timer {
        /** Cancels it; without effect when it ran already. Call on the loop's thread only. */
        void cancel();
    }
}
