package io.rserpool.testkit;

import io.rserpool.transport.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The event loop of one process: on the network's clock, but it can be frozen, and dies with its process. */
final class HostLoop implements EventLoop {
    private static final Timer NONE = () -> {};

    private final VirtualEventLoop clock;
    private final List<Runnable> held = new ArrayList<>();
    private boolean frozen;
    private boolean dead;
    private int pending;

    HostLoop(VirtualEventLoop clock) {
        this.clock = clock;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public long currentTimeMillis() {
        return clock.currentTimeMillis();
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        if (dead) {
            return NONE;
        }
        pending++;
        return clock.add(delay.toNanos(), task, this);
    }

    @Override
    public boolean inEventLoop() {
        return true;
    }

    /** Ends the process: nothing of it runs any more. */
    @Override
    public void close() {
        dead = true;
        pending = 0;
        held.clear();
    }

    /** Tasks and timers that wait. */
    int pending() {
        return pending;
    }

    boolean frozen() {
        return frozen;
    }

    boolean dead() {
        return dead;
    }

    /** A task's time has come; a frozen process does it later. */
    void due(VirtualEventLoop.Task task) {
        if (frozen) {
            held.add(() -> run(task));
        } else {
            run(task);
        }
    }

    private void run(VirtualEventLoop.Task task) {
        if (!dead && !task.isCancelled()) {
            pending--;
            task.run();
        }
    }

    void cancelled() {
        if (!dead) {
            pending--;
        }
    }

    /** The network tells the process something: now, or when it is thawed. */
    void upcall(Runnable event) {
        if (dead) {
            return;
        }
        if (frozen) {
            held.add(event);
        } else {
            event.run();
        }
    }

    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
        var missed = List.copyOf(held);
        held.clear();
        missed.forEach(task -> clock.add(0, () -> upcall(task), null));
    }
}
