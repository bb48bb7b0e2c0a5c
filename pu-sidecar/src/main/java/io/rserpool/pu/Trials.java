package io.rserpool.pu;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * While new connections find no element, tries now and then by itself: clients with one long connection make no other, and what is said of the
 * pool must not be what was true an hour ago. A trial is a session that ends as soon as an element serves it.
 */
final class Trials {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final Fallback fallback;
    private final Function<SessionHandler, Session> pool;
    private Duration pause = FIRST;
    private EventLoop.@Nullable Timer timer;
    private @Nullable Session session;

    /** @param pool opens a session */
    Trials(EventLoop loop, Fallback fallback, Function<SessionHandler, Session> pool) {
        this.loop = loop;
        this.fallback = fallback;
        this.pool = pool;
    }

    /** A connection has found no element. */
    void begin() {
        if (timer == null) {
            pause = FIRST;
            again();
        }
    }

    private void again() {
        timer = loop.schedule(pause, this::next);
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }

    private void next() {
        if (!fallback.isActive()) {
            timer = null;
            return;
        }
        // A client may be trying already.
        if (session == null && fallback.tries()) {
            session = pool.apply(new Outcome());
        }
        again();
    }

    void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (session != null) {
            session.reset();
        }
    }

    private final class Outcome implements SessionHandler {
        @Override
        public void onConnected(PoolElementAddress element) {
            fallback.served();
            if (session != null) {
                session.reset();
            }
        }

        @Override
        public void onReset(Reason reason, String detail) {
            fallback.failed(reason + ", " + detail);
        }

        @Override
        public void onFailed(String text) {
            fallback.failed(text);
        }

        @Override
        public void onClosed() {
            session = null;
        }
    }
}
