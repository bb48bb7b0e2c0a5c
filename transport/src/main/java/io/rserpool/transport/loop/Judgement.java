package io.rserpool.transport.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A timer that judges others by their silence, as {@link EventLoop#scheduleJudgement} says: it waits as much longer as
 * its loop was late meanwhile.
 */
final class Judgement implements EventLoop.Timer, Runnable {
    private final EventLoop loop;
    private final long delay;
    private final Runnable judgement;
    private EventLoop.@Nullable Timer timer;
    private long stalledBefore;
    private int postponements;

    Judgement(EventLoop loop, Duration delay, Runnable judgement) {
        this.loop = loop;
        this.delay = SelectorEventLoop.nanos(delay);
        this.judgement = judgement;
    }

    Judgement start() {
        await(delay);
        return this;
    }

    private void await(long nanos) {
        stalledBefore = loop.stalledNanos();
        timer = loop.schedule(Duration.ofNanos(nanos), this);
    }

    @Override
    public void run() {
        long stalled = loop.stalledNanos() - stalledBefore;
        if (stalled > 0 && postponements < EventLoop.MOST_POSTPONEMENTS) {
            postponements++;
            await(Math.min(stalled, delay));
        } else {
            timer = null;
            judgement.run();
        }
    }

    @Override
    public void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public String toString() {
        return TurnWatch.describe(judgement);
    }
}
