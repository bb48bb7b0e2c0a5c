package io.rserpool.transport.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of a program: one platform thread that runs tasks, timers and the handlers of ready
 * channels. It sleeps until something is due. What throws is logged and harms nobody else.
 *
 * <p>When it was late by more than 50 ms, be it that a turn was that long or that the process did not run, it first reads
 * all that has queued, and only then do timers run: nobody is taken for silent because nobody listened. Stops of the
 * process are noticed if they last longer than 300 ms, most of them sooner.
 */
public final class SelectorEventLoop implements EventLoop {
    private static final System.Logger LOG = System.getLogger(SelectorEventLoop.class.getName());

    /** Who sleeps longer does not notice a stop of the process within. */
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** So often a late loop reads before its timers run: more than the buffers of its sockets hold. */
    private static final int CATCH_UP_ROUNDS = 64;

    private static final long LONGEST_DELAY_NANOS = TimeUnit.DAYS.toNanos(36_500);

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final TimerQueue timers = new TimerQueue();
    private final AtomicLong timerSequence = new AtomicLong();
    private final ArrayList<SelectionKey> ready = new ArrayList<>();
    private final LoopStatistics statistics = new LoopStatistics();
    private final Lateness lateness = new Lateness(statistics);
    private final TurnWatch turn = new TurnWatch(this, statistics);
    private final RepeatedLog failures = new RepeatedLog(this, LOG, Level.ERROR);

    /** Set just before the loop blocks; whoever resets it must wake the selector up. */
    private final AtomicBoolean asleep = new AtomicBoolean();

    private @Nullable Descriptors descriptors;

    /** Whether the selector has yet to be told of a change; it looks for changes only when it selects. */
    private boolean selectorIsStale;

    private volatile boolean closed;

    /** Its thread has ended, or is about to: nobody else looks at the tasks any more. */
    private volatile boolean released;

    /**
     * Starts the loop.
     *
     * @param name of its thread, a daemon: a program lives as long as its main thread
     */
    public SelectorEventLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a selector: " + e.getMessage(), e);
        }
        thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
        thread.start();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public long stalledNanos() {
        return inEventLoop() ? lateness.total(System.nanoTime()) : statistics.stalledNanos();
    }

    /** What it tells of itself. */
    public LoopStatistics statistics() {
        return statistics;
    }

    @Override
    public void failed(String what, Throwable cause) {
        statistics.failure(what, cause);
        failures.log(() -> what + " failed", cause);
    }

    @Override
    public boolean inEventLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (released) {
            rejectTasks();
        } else if (!inEventLoop()) {
            wakeup();
        }
    }

    private void wakeup() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        var deadline = System.nanoTime() + nanos(delay);
        var entry = new TimerQueue.Entry(deadline, timerSequence.getAndIncrement(), task);
        if (inEventLoop()) {
            timers.add(entry);
        } else {
            execute(() -> timers.add(entry));
        }
        return () -> timers.cancel(entry);
    }

    static long nanos(Duration delay) {
        if (delay.isNegative()) {
            return 0;
        }
        return delay.toDays() >= 36_500 ? LONGEST_DELAY_NANOS : delay.toNanos();
    }

    /**
     * Calls the handler whenever the channel is ready. Call on the loop's thread; any thread may close
     * the channel, which also ends the registration. An exception of the handler's ends it: for a channel with one peer.
     *
     * @param channel in non-blocking mode, not registered with this loop at present
     * @param ops bits of {@link SelectionKey}; 0 = none for now
     * @throws ClosedChannelException the channel, or this loop, is closed
     */
    public Registration register(SelectableChannel channel, int ops, ReadyHandler handler) throws IOException {
        return register(channel, ops, handler, null);
    }

    /**
     * Like {@link #register}, for a channel that serves many peers, such as one that listens or takes datagrams: after an
     * exception it goes on, with growing pauses if there is one after the other.
     */
    public Registration registerShared(SelectableChannel channel, int ops, ReadyHandler handler) throws IOException {
        return register(channel, ops, handler, new Recovery());
    }

    private Registration register(SelectableChannel channel, int ops, ReadyHandler handler, @Nullable Recovery recovery)
            throws IOException {
        if (!inEventLoop()) {
            throw new IllegalStateException("register() belongs on the thread of the event loop");
        }
        var old = channel.keyFor(selector);
        if (old != null && old.isValid()) {
            throw new IllegalStateException("the channel is registered already");
        }
        if (old != null) {
            selector.selectNow(); // a cancelled key stays until the next selection
        }
        if (!selector.isOpen()) {
            throw new ClosedChannelException();
        }
        var key = channel.register(selector, ops);
        var registration = new KeyRegistration(this, key, handler, recovery);
        key.attach(registration);
        selectorIsStale = true;
        return registration;
    }

    /**
     * Calls the handler whenever a descriptor that is not Java's is ready. Call on the loop's thread, as long as the
     * loop is not closed. An exception of the handler's ends it: for a descriptor with one peer.
     *
     * @param descriptor in non-blocking mode, not watched at present
     * @param events bits of {@link io.rserpool.transport.system.Epoll}
     * @throws IOException this is no Linux, or not the JDK's usual selector
     */
    public DescriptorWatch watch(int descriptor, int events, DescriptorHandler handler) throws IOException {
        return watch(descriptor, events, handler, null);
    }

    /** Like {@link #watch}, for a descriptor that serves many peers, as {@link #registerShared} does. */
    public DescriptorWatch watchShared(int descriptor, int events, DescriptorHandler handler) throws IOException {
        return watch(descriptor, events, handler, new Recovery());
    }

    private DescriptorWatch watch(int descriptor, int events, DescriptorHandler handler, @Nullable Recovery recovery)
            throws IOException {
        if (!inEventLoop()) {
            throw new IllegalStateException("watch() belongs on the thread of the event loop");
        }
        if (descriptors == null) {
            descriptors = new Descriptors(this, selector);
        }
        return descriptors.add(descriptor, events, handler, recovery);
    }

    /** The selector has to be told of a change. */
    void selectorIsStale() {
        selectorIsStale = true;
    }

    private void run() {
        while (!closed) {
            try {
                runTurn();
            } catch (Throwable e) {
                failed("a turn of the event loop", e);
            }
        }
        release();
    }

    /** Reads, does what that and others gave it to do, and only then what its timers say. */
    private void runTurn() throws IOException {
        select();
        dispatchReady();
        runTasks();
        if (timers.isEmpty()) {
            return;
        }
        lateness.count(System.nanoTime());
        if (lateness.isLate()) {
            catchUp();
        }
        runTimers();
    }

    /** Reads what has queued while nobody read: a timer that fires before would take it for silence. */
    private void catchUp() throws IOException {
        for (int round = 0; round < CATCH_UP_ROUNDS && !closed; round++) {
            selectNow();
            lateness.reads(System.nanoTime());
            if (!dispatchReady() && tasks.isEmpty()) {
                break;
            }
            runTasks();
        }
        lateness.caughtUp();
    }

    /** Runs the tasks present now; those they add come after the channels had their turn. */
    private void runTasks() {
        for (int count = tasks.size(); count > 0 && !closed; count--) {
            var task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(task);
            turn.did(TurnWatch.Step.TASK, task);
        }
    }

    private void runTimers() {
        long now = System.nanoTime();
        for (var due = timers.pollDue(now); due != null && !closed; due = timers.pollDue(now)) {
            guarded(due.task);
            turn.did(TurnWatch.Step.TIMER, due.task);
        }
    }

    private void select() throws IOException {
        // Before the flag is set: this look may swallow a wake-up.
        boolean found = descriptors != null && selectorIsStale && selector.selectNow() > 0;
        selectorIsStale = false;
        asleep.set(true);
        // Whoever adds a task after this look finds the flag set and wakes the selector up.
        long now = System.nanoTime();
        long sleep = tasks.isEmpty() && !closed && !found ? sleepMillis(now) : 0;
        if (sleep <= 0) {
            asleep.set(false);
        }
        turn.ends(now);
        lateness.sleeps(now, now + sleep * 1_000_000);
        if (descriptors != null) {
            descriptors.await(sleep);
        } else if (sleep <= 0) {
            selector.selectNow();
        } else {
            selector.select(sleep);
        }
        asleep.set(false);
        long awake = System.nanoTime();
        turn.begins(awake);
        long late = lateness.reads(awake);
        if (late > 0) {
            turn.overslept(late);
        }
    }

    private void selectNow() throws IOException {
        if (descriptors != null) {
            descriptors.await(0);
        }
        selector.selectNow();
        selectorIsStale = false;
    }

    /** Until the next timer, rounded up: a timer never fires early and the loop never spins on one. */
    private long sleepMillis(long now) {
        long nanos = Math.min(timers.nextDeadline(now + LONGEST_SLEEP_NANOS) - now, LONGEST_SLEEP_NANOS);
        return nanos <= 0 ? 0 : (nanos + 999_999) / 1_000_000;
    }

    /** Whether there was anything. */
    private boolean dispatchReady() {
        boolean any = dispatchKeys();
        return descriptors != null && descriptors.dispatch(turn) || any;
    }

    private boolean dispatchKeys() {
        var selected = selector.selectedKeys();
        if (selected.isEmpty()) {
            return false;
        }
        // A copy, because a handler may register a channel anew, which selects.
        ready.addAll(selected);
        selected.clear();
        for (var key : ready) {
            if (key.attachment() instanceof KeyRegistration registration && !closed) {
                registration.dispatch();
                turn.did(TurnWatch.Step.HANDLER, registration);
            }
        }
        ready.clear();
        return true;
    }

    void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            failed(TurnWatch.describe(task), e);
        }
    }

    /** Who waits for the outcome of one of them learns that there will be none. */
    private void rejectTasks() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            if (task instanceof Submission<?> submission) {
                submission.reject();
            }
        }
    }

    private void release() {
        released = true;
        rejectTasks();
        if (descriptors != null) {
            descriptors.close();
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing the selector", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (inEventLoop()) {
            return;
        }
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
