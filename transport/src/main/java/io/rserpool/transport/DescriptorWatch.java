package io.rserpool.transport;

import io.rserpool.transport.support.Epoll;
import java.lang.System.Logger.Level;

/** A descriptor that a {@link SelectorEventLoop} waits for. Use it on the loop's thread only. */
public final class DescriptorWatch {
    private static final System.Logger LOG = System.getLogger(DescriptorWatch.class.getName());

    private final Descriptors all;
    private final int descriptor;
    private final DescriptorHandler handler;
    private int interest;
    private boolean over;

    DescriptorWatch(Descriptors all, int descriptor, int interest, DescriptorHandler handler) {
        this.all = all;
        this.descriptor = descriptor;
        this.interest = interest;
        this.handler = handler;
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
        } catch (Throwable e) {
            // Cancelled, because a descriptor that stays ready would fail again and again.
            LOG.log(Level.ERROR, "handler of descriptor " + descriptor + " failed", e);
            cancel();
        }
    }
}
