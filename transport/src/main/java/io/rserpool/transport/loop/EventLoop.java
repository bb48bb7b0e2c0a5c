package io.rserpool.transport.loop;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one thread that owns all mutable protocol state. Tests run the same code in virtual time on
 * another implementation of this interface.
 */
public interface EventLoop extends AutoCloseable {
    /** So often a judgement is postponed because the loop was late. */
    int MOST_POSTPONEMENTS = 8;

    /** Monotonic time in ns; its origin is arbitrary. Callable from any thread. */
    long nanoTime();

    /** Wall-clock time in ms since 1970-01-01 UTC, for logs and reports only. */
    long currentTimeMillis();

    /**
     * Runs the task on the loop's thread, after all tasks given before; not if the loop is, or will be, closed. Callable
     * from any thread.
     */
    void execute(Runnable task);

    /**
     * Runs the task on the loop's thread; the future has its outcome. If the loop is closed before, it fails with a {@link
     * RejectedExecutionException}. Callable from any thread.
     */
    default <T> CompletableFuture<T> submit(Callable<T> task) {
        var submission = new Submission<>(task);
        if (isClosed()) {
            submission.reject();
        } else {
            execute(submission);
        }
        return submission.outcome();
    }

    /**
     * Runs the task on the loop's thread and waits for its outcome. For other threads: the loop would wait for itself.
     *
     * @throws RuntimeException what the task threw
     * @throws RejectedExecutionException the loop is closed
     */
    default <T> T call(Callable<T> task) {
        try {
            return submit(task).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Like {@link #call(Callable)}, but does not wait for ever.
     *
     * @throws IllegalStateException the loop does not answer in time, or the task failed (the cause)
     */
    default <T> T call(Callable<T> task, Duration atMost) {
        try {
            return submit(task).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the event loop does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Runs the task on the loop's thread once the delay (ns resolution, negative = now) is over.
     * Callable from any thread.
     */
    Timer schedule(Duration delay, Runnable task);

    /**
     * The time in ns by which this loop was late so far: in which it read nothing although it should have, because its
     * process did not run or one of its turns took long. Never less than before; callable from any thread.
     */
    long stalledNanos();

    /**
     * Like {@link #schedule}, for those who judge others by their silence ("no answer in time"): the time in which this
     * loop was itself late does not count, and what has queued meanwhile is read before. Such a judgement waits as much
     * longer, each time by its delay at most and no more than {@value #MOST_POSTPONEMENTS} times, so that a process that
     * is always late judges at last. Call on the loop's thread.
     */
    default Timer scheduleJudgement(Duration delay, Runnable judgement) {
        return new Judgement(this, delay, judgement).start();
    }

    /**
     * An exception came that nobody expected, and that ended no more than what is named: it is logged, counted, and shown
     * in the health of the program. Call on the loop's thread.
     *
     * @param what failed, for people: "the handler of the association with 10.0.0.7"
     */
    default void failed(String what, Throwable cause) {
        System.getLogger(EventLoop.class.getName()).log(Level.ERROR, what + " failed", cause);
    }

    /** Whether {@link #close} was called. Callable from any thread. */
    boolean isClosed();

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
