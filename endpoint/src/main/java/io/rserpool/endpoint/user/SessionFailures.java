package io.rserpool.endpoint.user;

import io.rserpool.endpoint.asap.PoolDirectory;
import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.asap.PooledElement;
import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the failure of its element means for a session: another element, a reset, or nothing any more. */
final class SessionFailures {
    private static final System.Logger LOG = System.getLogger(SessionFailures.class.getName());
    /** Whose element fails. */
    interface Subject extends ElementSearch.Seeker {
        PoolHandle handle();

        SessionOptions options();

        Failover failover();

        Optional<PoolElementAddress> element();

        long bytesReceived();

        /** Leaves an element that may still be there, or the wait for it, for another one. */
        void leaveFor(PoolElementAddress next, String cause);

        /** The connection is dead: there is no element any more; whether it served the session. */
        boolean leave(String cause);

        /** Whether the client has said more since the server ended. */
        boolean hasSaidMore();

        /** The element takes no more bytes, after its last. */
        void onRefused(String cause);

        /** Whether the server has said all that it will, and only its end is missing. */
        boolean awaitsOnlyEnd();

        /** What happened to the element is the server's end. */
        void endsWithElement(String cause);

        /** The answer is complete, the element gone: so is the session once the client ends. */
        void forsaken();

        /** There is no better element than the one that it was to leave. */
        void stays();

        void endByReset(Reason reason, String detail);

        void finish();
    }

    private static final Duration SUSPICION = Duration.ofSeconds(2);

    private final Shared shared;
    private final Subject session;
    private final ElementSearch search;
    private final SessionHandler handler;
    private final FailoverHistory history;

    /** Elements in a row that refused what they were asked for, without a byte for the client. */
    private int refusals;

    private long deliveredAtRefusal = -1;

    /** Whether another element is being looked for while this one is suspect. */
    private boolean looking;

    /** Whether the element that serves it, or is to, had forgotten it before. */
    private boolean triedAgain;

    SessionFailures(Shared shared, Subject session, ElementSearch search, SessionHandler handler) {
        this.shared = shared;
        this.session = session;
        this.search = search;
        this.handler = handler;
        this.history = new FailoverHistory(session.options().maxFutileFailovers());
    }

    /** Failovers so far. */
    int failovers() {
        return history.completed();
    }

    /** An element serves the session. */
    void served() {
        triedAgain = false;
    }

    /** An element serves the session: if one has failed before it, that is a failover. */
    void recovered(PoolElementAddress target, long skipped, long replayed, boolean cookieEchoed) {
        var event = history.complete(target, shared.loop().nanoTime(), skipped, replayed, cookieEchoed);
        if (event != null) {
            shared.metrics().failovers.increment();
            LOG.log(
                    Level.DEBUG,
                    "session of {0} with pool {1}: {2}",
                    session.options().client(),
                    session.handle(),
                    event);
            handler.onFailover(event);
        }
    }

    /** The element says that it is over. */
    void onReset(ElementConnection from, Reason reason, String detail) {
        var cause = describe(reason) + (detail.isEmpty() ? "" : ": " + detail);
        if (session.isAnswered() && (reason != Reason.SERVER_FAILED || session.hasSaidMore())) {
            session.onRefused(cause);
            return;
        }
        switch (reason) {
            case ABORTED, DIVERGED, PROTOCOL_ERROR -> {
                if (session.element().isPresent() || reason != Reason.ABORTED) {
                    session.endByReset(reason, reason == Reason.DIVERGED ? advised(cause) : cause);
                } else {
                    failed(FailureKind.SERVER, cause, from.lastHeard());
                }
            }
            case SERVER_FAILED, REJECTED -> {
                suspect();
                var kind = reason == Reason.REJECTED ? FailureKind.REJECTED : FailureKind.SERVER;
                failed(kind, cause, from.lastHeard());
            }
            case UNKNOWN_ELEMENT -> {
                shared.directory().forget(session.handle());
                failed(FailureKind.ELEMENT, cause, from.lastHeard());
            }
        }
    }

    private String advised(String cause) {
        var advice = failover().adviceIfDifferent();
        return advice.isEmpty() ? cause : cause + "; " + advice;
    }

    private String describe(Reason reason) {
        var what =
                switch (reason) {
                    case ABORTED -> "reset by the server of element ";
                    case SERVER_FAILED -> "failure of the server of element ";
                    case REJECTED -> "rejected by element ";
                    case DIVERGED -> "other answer than before from element ";
                    case UNKNOWN_ELEMENT -> "unknown to element ";
                    case PROTOCOL_ERROR -> "protocol error seen by element ";
                };
        return what + search.element();
    }

    private void suspect() {
        session.targets().forEach(element -> shared.suspects().failed(element, SUSPICION));
    }

    /**
     * The element does not answer at present: the session goes on at another one if it can and if there is one that is not
     * suspect, too. Else it stays; the element may only be slow.
     */
    void onSuspect(String cause) {
        if (session.awaitsOnlyEnd()) {
            session.endsWithElement(cause);
        } else {
            leaveIfThereIsAnother(cause, from -> session.canLeave() && isSuspect(from));
        }
    }

    /** The element has not accepted the session for a while, and its owner does not wait for long: likewise. */
    void onSilence() {
        leaveIfThereIsAnother("no answer from element " + search.element(), _ -> session.canBeginElsewhere());
    }

    /** The element does not serve what it is asked for: another one may, if not too many have been asked already. */
    void onRefusal(String cause) {
        var delivered = session.bytesReceived();
        refusals = delivered > deliveredAtRefusal ? 1 : refusals + 1;
        deliveredAtRefusal = delivered;
        var from = search.element();
        if (from == null || refusals > session.options().maxFutileFailovers()) {
            session.stays();
        } else {
            lookBeside(from, cause, _ -> true, session::stays);
        }
    }

    private void leaveIfThereIsAnother(String cause, Predicate<PoolElementAddress> wants) {
        var from = search.element();
        if (!looking && from != null && wants.test(from)) {
            lookBeside(from, cause, wants, () -> {});
        }
    }

    /**
     * Leaves the element for another one if there is one.
     *
     * @param wants whether it is still to be left when that is known
     * @param otherwise there is none
     */
    private void lookBeside(
            PoolElementAddress from, String cause, Predicate<PoolElementAddress> wants, Runnable otherwise) {
        looking = true;
        var wish = new PoolDirectory.Wish(Set.of(from.identifier()), session.preferred(), false);
        shared.directory().choose(session.handle(), wish, shared.urgentAge(), new PoolDirectory.Choice() {
            @Override
            public void element(PoolElementAddress chosen) {
                looking = false;
                if (from.equals(search.element()) && wants.test(from)) {
                    session.leaveFor(chosen, cause);
                }
            }

            @Override
            public void none(String why) {
                looking = false;
                if (from.equals(search.element())) {
                    otherwise.run();
                }
            }
        });
    }

    private boolean isSuspect(PoolElementAddress element) {
        return shared.suspects().contains(new PooledElement(session.handle(), element.identifier()), element.address());
    }

    /** It has left its element, of which it is not known whether it is dead, to begin again at this one. */
    void left(@Nullable ElementConnection connection, PoolElementAddress next, FailureKind kind, String cause) {
        var was = search.element();
        if (!next.equals(was)) {
            suspect();
        }
        var served = session.leave(cause);
        if (was != null && connection != null && served) {
            history.leave(
                    was, kind, cause, connection.lastHeard(), shared.loop().nanoTime());
            handler.onInterrupted(was, cause);
        }
        if (!session.isOver()) {
            search.nextIs(next, served);
        }
    }

    /** @param lost null if the association failed before there was a connection for the session */
    void onLost(@Nullable ElementConnection lost, FailureKind kind, String cause) {
        suspect();
        failed(kind, cause, lost == null ? shared.loop().nanoTime() : lost.lastHeard());
    }

    /**
     * The element is there but knows nothing of the association any more. What can begin again does so with this element, but
     * only once in a row; what cannot has lost its server's connection with it.
     */
    void onForgotten(ElementConnection lost, String cause) {
        var same = search.element();
        if (!triedAgain && same != null && session.canBeginAgain()) {
            triedAgain = true;
            left(lost, same, FailureKind.ELEMENT, cause);
        } else {
            onLost(lost, FailureKind.ELEMENT, cause);
        }
    }

    void onViolation(ElementConnection from, String what) {
        suspect();
        failed(
                FailureKind.ELEMENT,
                "element " + search.element() + " broke the session protocol: " + what,
                from.lastHeard());
    }

    /** The element will not serve the session any more; its connection is dead already. */
    private void failed(FailureKind kind, String cause, long lastHeard) {
        var was = search.element();
        var served = session.leave(cause);
        if (session.isOver() || was == null) {
            return;
        }
        if (session.isAnswered()) {
            session.forsaken();
        } else if (session.awaitsOnlyEnd()) {
            session.endsWithElement(cause);
        } else if (session.isDone()) {
            session.finish();
        } else if (!failover().isProtected()
                && !session.isUntouched()
                && (session.everServed() || !failover().waitsForElement())) {
            session.endByReset(Reason.SERVER_FAILED, cause + whyNotSurvived());
        } else {
            recover(was, served, kind, cause, lastHeard);
        }
    }

    private Failover failover() {
        return session.failover();
    }

    private String whyNotSurvived() {
        var why = failover().whyUnprotected();
        return why.isEmpty() ? "" : "; not survivable: " + why;
    }

    /** Who goes on after a failure need not wait; who has got nothing from two elements in a row shares a budget with others. */
    private Duration pause() {
        if (history.futile() < 2) {
            return Duration.ZERO;
        }
        var pause = shared.retries().take(session.handle(), shared.loop().nanoTime());
        if (!pause.isZero()) {
            shared.metrics().retriesDelayed.increment();
        }
        return pause;
    }

    private void recover(PoolElementAddress was, boolean served, FailureKind kind, String cause, long lastHeard) {
        if (served) {
            var now = shared.loop().nanoTime();
            if (!history.begin(was, kind, cause, lastHeard, now, session.bytesReceived())) {
                session.endByReset(
                        Reason.SERVER_FAILED,
                        history.futile() + " elements in a row failed without a byte of answer; last: " + cause);
                return;
            }
            handler.onInterrupted(was, cause);
        }
        if (!session.isOver()) {
            search.next(served, pause());
        }
    }
}
