package io.rserpool.testkit;

import io.rserpool.transport.EventLoop;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * An event loop whose time moves only when told to. It is run by the thread of the test; an exception
 * of a task comes out of the method that runs it.
 */
public final class VirtualEventLoop implements EventLoop {
    private static final Comparator<Task> ORDER =
            Comparator.comparingLong((Task task) -> task.due).thenComparingLong(task -> task.sequence);

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(ORDER);
    private long now;
    private long sequence;
    private boolean closed;

    @Override
    public long nanoTime() {
        return now;
    }

    /** Virtual ms since 2026-01-01 00:00 UTC at virtual time 0. */
    @Override
    public long currentTimeMillis() {
        return 1_767_225_600_000L + now / 1_000_000;
    }

    @Override
    public void execute(Runnable task) {
        add(Duration.ZERO, task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return add(delay, task);
    }

    private Task add(Duration delay, Runnable action) {
        var task = new Task(now + Math.max(0, delay.toNanos()), sequence++, action);
        if (!closed) {
            tasks.add(task);
        }
        return task;
    }

    @Override
    public boolean inEventLoop() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        tasks.clear();
    }

    /** Lets so much time pass, running what falls due. */
    public void advance(Duration duration) {
        var end = now + duration.toNanos();
        while (!tasks.isEmpty() && tasks.peek().due <= end) {
            runNext();
        }
        now = end;
    }

    /**
     * Lets time pass until the condition holds.
     *
     * @return the time it took
     * @throws AssertionError it does not hold within this time
     */
    public Duration runUntil(Duration atMost, BooleanSupplier condition) {
        var start = now;
        var end = now + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (tasks.isEmpty() || tasks.peek().due > end) {
                throw new AssertionError("condition does not hold within " + atMost + " of virtual time");
            }
            runNext();
        }
        return Duration.ofNanos(now - start);
    }

    private void runNext() {
        var task = tasks.remove();
        now = Math.max(now, task.due);
        task.action.run();
    }

    private final class Task implements Timer {
        private final long due;
        private final long sequence;
        private final Runnable action;

        Task(long due, long sequence, Runnable action) {
            this.due = due;
            this.sequence = sequence;
            this.action = action;
        }

        @Override
        public void cancel() {
            tasks.remove(this);
        }
    }
}
