package io.rserpool.transport.loop;

import io.rserpool.transport.system.Epoll;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A descriptor that a {@link SelectorEventLoop} waits for. Use it on the loop's thread only. */
public final class DescriptorWatch {
    private final Descriptors all;
    private final int descriptor;
    private DescriptorHandler handler;

    /** Null if it serves one peer, whose end an exception is. */
    private final @Nullable Recovery recovery;

    private int interest;
    private boolean over;

    DescriptorWatch(
            Descriptors all, int descriptor, int interest, DescriptorHandler handler, @Nullable Recovery recovery) {
        this.all = all;
        this.descriptor = descriptor;
        this.interest = interest;
        this.handler = handler;
        this.recovery = recovery;
    }

    int descriptor() {
        return descriptor;
    }

    /** Waits, or does not wait any more, for these bits of {@link Epoll}. */
    public void interest(int events, boolean wanted) {
        int next = wanted ? interest | events : interest & ~events;
        if (!over && next != interest) {
            interest = next;
            all.modify(descriptor, next);
        }
    }

    /** Another handler is called from now on. */
    public void handOver(DescriptorHandler newHandler) {
        handler = newHandler;
    }

    /** Ends it. Call it before the descriptor is closed. */
    public void cancel() {
        if (!over) {
            over = true;
            all.remove(this);
        }
    }

    void dispatch(int events) {
        try {
            handler.ready(events);
            if (recovery != null) {
                recovery.succeeded();
            }
        } catch (Throwable e) {
            all.loop().failed("the handler of " + this, e);
            if (recovery != null) {
                pause(recovery.failed());
            } else {
                // A descriptor that stays ready would fail again and again.
                cancel();
                all.loop().guarded(() -> handler.failed(e));
            }
        }
    }

    private void pause(Duration pause) {
        int events = interest;
        if (!pause.isZero() && events != 0) {
            interest(events, false);
            all.loop().schedule(pause, () -> interest(events, true));
        }
    }

    @Override
    public String toString() {
        return "descriptor " + descriptor + " (" + TurnWatch.describe(handler) + ")";
    }
}
