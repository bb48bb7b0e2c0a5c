package io.rserpool.pe;

import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Says in the log why an element is not registered: soon, when the reason changes, and now and then while it lasts. */
final class Complaints {
    private static final Logger LOG = Logger.getLogger(Complaints.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final String pool;
    private final Supplier<String> reason;
    private final EventLoop loop;
    private String told = "";
    private long toldAt;
    private boolean closed;

    Complaints(String pool, Supplier<String> reason, EventLoop loop) {
        this.pool = pool;
        this.reason = reason;
        this.loop = loop;
    }

    void start() {
        loop.schedule(LOOK, this::look);
    }

    private void look() {
        if (closed) {
            return;
        }
        var now = reason.get();
        if (!now.isEmpty() && (!now.equals(told) || loop.nanoTime() - toldAt >= AGAIN.toNanos())) {
            LOG.warnf("pool %s: the element is not registered: %s", pool, now);
            toldAt = loop.nanoTime();
        }
        told = now;
        loop.schedule(LOOK, this::look);
    }

    void close() {
        closed = true;
    }
}
