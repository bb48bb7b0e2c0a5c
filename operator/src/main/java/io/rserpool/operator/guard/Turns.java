package io.rserpool.operator.guard;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A thread that takes its turns come what may: one that fails is counted and logged by {@link Failures}, and the next one comes. */
public final class Turns implements AutoCloseable {
    private final String task;
    private final ScheduledExecutorService thread;

    /**
     * Makes a thread that has nothing to do yet.
     *
     * @param task name of the thread, in the log and as label of the metric
     */
    public Turns(String task) {
        this.task = task;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(task).daemon().factory());
    }

    /** Takes a turn again and again: first after a delay, then whenever so long has passed since the last one ended. */
    public void every(Duration first, Duration interval, Failures.Attempt turn) {
        thread.scheduleWithFixedDelay(guarded(turn), first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes one turn after a delay; none if it is closed. */
    public void after(Duration delay, Failures.Attempt turn) {
        try {
            thread.schedule(guarded(turn), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The program ends.
        }
    }

    private Runnable guarded(Failures.Attempt turn) {
        return () -> Failures.contain(task, turn);
    }

    /** Interrupts the turn under way; no other comes. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
