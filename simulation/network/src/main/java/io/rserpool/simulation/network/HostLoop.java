package io.rserpool.simulation.network;

import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The event loop of one process: on the network's clock, but it can be frozen, and dies with its process. */
final class HostLoop implements EventLoop {
    private static final Timer NONE = () -> {};

    private final VirtualEventLoop clock;
    private final List<Runnable> heldEvents = new ArrayList<>();
    private final List<VirtualEventLoop.Task> heldTasks = new ArrayList<>();
    private boolean frozen;
    private long frozenAt;
    private long stalled;
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

    /** The time for which it was frozen. */
    @Override
    public long stalledNanos() {
        return stalled;
    }

    @Override
    public void failed(String what, Throwable cause) {
        clock.failed(what, cause);
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
        heldEvents.clear();
        heldTasks.clear();
    }

    @Override
    public boolean isClosed() {
        return dead;
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
            heldTasks.add(task);
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
            heldEvents.add(event);
        } else {
            event.run();
        }
    }

    void freeze() {
        if (!frozen) {
            frozen = true;
            frozenAt = clock.nanoTime();
        }
    }

    /**
     * It goes on: first with what the network has told it, then with what it missed to do.
     *
     * @param read schedules the reading of what has queued
     */
    void thaw(Runnable read) {
        if (frozen) {
            frozen = false;
            stalled += clock.nanoTime() - frozenAt;
        }
        var events = List.copyOf(heldEvents);
        heldEvents.clear();
        events.forEach(event -> clock.add(0, () -> upcall(event), null));
        read.run();
        var tasks = List.copyOf(heldTasks);
        heldTasks.clear();
        tasks.forEach(task -> clock.add(0, () -> due(task), null));
    }
}
