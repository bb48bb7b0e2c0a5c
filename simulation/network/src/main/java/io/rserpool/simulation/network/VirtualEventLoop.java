package io.rserpool.simulation.network;

import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An event loop whose time moves only when told to. It is run by the thread of the test; an exception
 * of a task comes out of the method that runs it, and so does one of a handler unless {@link #tolerateFailures}. The hosts of a {@link VirtualNetwork} have loops of their own on
 * the same clock.
 */
public final class VirtualEventLoop implements EventLoop {
    private static final int SWEEP_AT = 64;

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private int cancelled;
    private long now;
    private long sequence;
    private long executed;
    private boolean closed;
    private boolean tolerant;
    private long failures;

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
        add(0, task, null);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return add(delay.toNanos(), task, null);
    }

    Task add(long delayNanos, Runnable action, @Nullable HostLoop owner) {
        var task = new Task(now + Math.max(0, delayNanos), sequence++, action, owner);
        if (!closed) {
            tasks.add(task);
        }
        return task;
    }

    /** It is never late. */
    @Override
    public long stalledNanos() {
        return 0;
    }

    @Override
    public boolean inEventLoop() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        tasks.clear();
    }

    /** Exceptions of handlers and acceptors end what they belong to, and are counted, as in a real program. */
    public void tolerateFailures() {
        tolerant = true;
    }

    /** Exceptions of handlers and acceptors so far. */
    public long failures() {
        return failures;
    }

    @Override
    public void failed(String what, Throwable cause) {
        failures++;
        if (tolerant) {
            return;
        }
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        throw new AssertionError(what + " failed", cause);
    }

    /** Tasks run so far. */
    public long executed() {
        return executed;
    }

    /** Lets so much time pass, running what falls due. */
    public void advance(Duration duration) {
        var end = now + duration.toNanos();
        while (isDue(end)) {
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
            if (!isDue(end)) {
                throw new AssertionError("condition does not hold within " + atMost + " of virtual time");
            }
            runNext();
        }
        return Duration.ofNanos(now - start);
    }

    private boolean isDue(long end) {
        var next = tasks.peek();
        while (next != null && next.cancelled) {
            tasks.remove();
            cancelled--;
            next = tasks.peek();
        }
        return next != null && next.due <= end;
    }

    private void runNext() {
        var task = tasks.remove();
        now = Math.max(now, task.due);
        task.queued = false;
        if (task.owner == null) {
            task.run();
        } else {
            task.owner.due(task);
        }
    }

    private void sweep() {
        if (++cancelled > SWEEP_AT && cancelled > tasks.size() / 2) {
            tasks.removeIf(task -> task.cancelled);
            cancelled = 0;
        }
    }

    /** A task of this loop or of a host's. Cancelled ones leave the queue when they are many. */
    final class Task implements Timer, Comparable<Task> {
        private final Runnable action;
        private final long due;
        private final long sequence;
        private final @Nullable HostLoop owner;
        private boolean queued = true;
        private boolean cancelled;
        private boolean ran;

        Task(long due, long sequence, Runnable action, @Nullable HostLoop owner) {
            this.due = due;
            this.sequence = sequence;
            this.action = action;
            this.owner = owner;
        }

        @Override
        public int compareTo(Task other) {
            return due != other.due ? Long.compare(due, other.due) : Long.compare(sequence, other.sequence);
        }

        boolean isCancelled() {
            return cancelled;
        }

        void run() {
            ran = true;
            executed++;
            action.run();
        }

        @Override
        public void cancel() {
            if (cancelled || ran) {
                return;
            }
            cancelled = true;
            if (owner != null) {
                owner.cancelled();
            }
            if (queued) {
                sweep();
            }
        }
    }
}
