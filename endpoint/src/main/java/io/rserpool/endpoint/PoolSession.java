package io.rserpool.endpoint;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session of a PU, from element to element. With an element it has a connection; without, it looks for one:
 * {@link ElementSearch}, {@link #attached}, {@link #onAccept}, and from the beginning if that fails.
 */
final class PoolSession implements Session {
    private static final System.Logger LOG = System.getLogger(PoolSession.class.getName());
    private static final Duration SUSPICION = Duration.ofSeconds(2);

    private final PoolUser user;
    private final PoolHandle handle;
    private final SessionOptions options;
    private final SessionHandler handler;
    private final ElementSearch search;
    private final Uplink uplink;
    private final SessionControl control;
    private final FailoverHistory failovers;
    private long delivered;
    private int outstanding;
    private boolean serverEnded;
    private boolean over;
    private @Nullable ElementConnection connection;
    private boolean accepted;
    private boolean connectedOnce;

    PoolSession(PoolUser user, PoolHandle handle, SessionOptions options, SessionHandler handler) {
        this.user = user;
        this.handle = handle;
        this.options = options;
        this.handler = handler;
        this.search = new ElementSearch(user, this, handle, options.failoverTimeout());
        this.uplink = new Uplink(this, options, handler, user.metrics());
        this.control = new SessionControl(handle);
        this.failovers = new FailoverHistory(options.maxFutileFailovers());
    }

    void start() {
        search.start();
    }

    @Override
    public PoolHandle handle() {
        return handle;
    }

    SessionOptions options() {
        return options;
    }

    @Override
    public Optional<PoolElementAddress> element() {
        return accepted ? Optional.ofNullable(search.element()) : Optional.empty();
    }

    /** The element it is with, or tries to be. */
    @Nullable
    PoolElementAddress target() {
        return search.element();
    }

    /** Elements to be preferred at a failover, the best first. */
    List<PeIdentifier> preferred() {
        return control.order();
    }

    boolean isOver() {
        return over;
    }

    int outstanding() {
        return outstanding;
    }

    @Override
    public long bytesSent() {
        return uplink.taken();
    }

    @Override
    public long bytesReceived() {
        return delivered;
    }

    @Override
    public int failovers() {
        return failovers.completed();
    }

    @Override
    public boolean survivable() {
        return !over && isMovable();
    }

    /** Whether another element can take up what this one leaves. */
    private boolean isMovable() {
        return switch (options.mode()) {
            case RECONNECT -> false;
            case REPLAY -> uplink.hasJournal();
            case COOKIE -> true;
        };
    }

    @Override
    public boolean hasCookie() {
        return control.hasCookie();
    }

    @Override
    public int send(ByteBuffer bytes) {
        if (over || uplink.ended()) {
            return 0;
        }
        return isDraining() ? Uplink.drop(bytes) : uplink.send(connection, accepted, bytes);
    }

    @Override
    public boolean sendMessage(int ppid, ByteBuffer message) {
        if (user.options().multiplexing() || options.mode() == FailoverMode.REPLAY) {
            throw new IllegalStateException("whole messages need a user without multiplexing, and no replay");
        }
        return !over && !uplink.ended() && uplink.sendMessage(connection, accepted, ppid, message);
    }

    @Override
    public void consumed(int bytes) {
        if (over) {
            return;
        }
        if (bytes < 0 || bytes > outstanding) {
            throw new IllegalArgumentException(
                    bytes + " bytes cannot be consumed, " + outstanding + " are outstanding");
        }
        outstanding -= bytes;
        if (connection != null) {
            connection.consume(bytes);
        }
    }

    @Override
    public void end() {
        if (over || uplink.ended()) {
            return;
        }
        uplink.end();
        if (isDraining()) {
            finish();
        } else {
            pump();
        }
    }

    @Override
    public void reset() {
        reset("the client is gone");
    }

    void reset(String detail) {
        if (!over) {
            user.metrics().sessionsReset.increment();
            detach(detail);
            finish();
        }
    }

    @Override
    public void failOver(String cause) {
        var current = connection;
        if (over || current == null) {
            return;
        }
        var lastHeard = current.lastHeard();
        current.abandon(Reason.ABORTED, cause);
        suspect();
        user.reportUnreachable(List.of(this));
        failed(cause, lastHeard);
    }

    /** The answer is complete but its element is gone: nobody wants the rest of what the client sends. */
    private boolean isDraining() {
        return serverEnded && connection == null;
    }

    /** Whether an element is at work on what the client has already; how long that takes is up to its server. */
    boolean isCatchingUp() {
        return connection != null && delivered > 0;
    }

    /** There is no element for it in time. */
    void notFound(String text) {
        detach("failover timeout");
        user.metrics().sessionsFailed.increment();
        LOG.log(Level.DEBUG, "session of {0}: {1}", options.client(), text);
        over = true;
        handler.onFailed(text);
        finish();
    }

    void connectAgain() {
        search.connectAgain();
    }

    /** There is a connection to the element. */
    void attached(ElementConnection newConnection) {
        connection = newConnection;
        accepted = false;
        uplink.restart();
        var target = search.element();
        if (target != null) {
            var credit = user.options().limits().window() - outstanding;
            var skip = uplink.hasJournal() ? delivered : 0;
            newConnection.begin(
                    new Open(handle, target.identifier(), credit, skip, uplink.digest(), options.client()),
                    control.first(echoes(), cardFor(newConnection)));
        }
        pump();
    }

    private boolean echoes() {
        return options.mode() == FailoverMode.COOKIE;
    }

    private AsapMessage.@Nullable BusinessCard cardFor(ElementConnection to) {
        return to instanceof OutgoingDirect && !user.options().cardsToForeign() ? null : options.card();
    }

    void onAccept() {
        accepted = true;
        search.succeeded();
        var target = search.element();
        if (target != null && !connectedOnce) {
            connectedOnce = true;
            handler.onConnected(target);
        } else if (target != null) {
            failedOver(target);
        }
        pump();
    }

    private void failedOver(PoolElementAddress target) {
        var replayed = uplink.journalSize();
        var event = failovers.complete(
                target,
                user.loop().nanoTime(),
                uplink.hasJournal() ? delivered : 0,
                replayed,
                echoes() && control.hasCookie());
        if (event != null) {
            user.metrics().failovers.increment();
            LOG.log(Level.DEBUG, "session of {0} with pool {1}: {2}", options.client(), handle, event);
            handler.onFailover(event);
        }
    }

    void onConnectionWritable() {
        pump();
    }

    private void pump() {
        var current = connection;
        if (!over && current != null) {
            uplink.pump(current, accepted);
            finishIfComplete();
        }
    }

    void onData(ByteBuffer bytes) {
        count(bytes);
        handler.onData(bytes);
    }

    void onMessage(int ppid, ByteBuffer message) {
        count(message);
        handler.onMessage(ppid, message);
    }

    private void count(ByteBuffer bytes) {
        delivered += bytes.remaining();
        outstanding += bytes.remaining();
        uplink.delivered(bytes);
    }

    /** The element's word over the control channel. */
    void onControl(AsapMessage message) {
        control.received(message);
        switch (message) {
            case AsapMessage.Cookie cookie ->
                handler.onCookie(ByteBuffer.wrap(cookie.toBytes()).asReadOnlyBuffer());
            case AsapMessage.BusinessCard card -> handler.onBusinessCard(card);
            default -> {
                // Nothing else is for a PU here.
            }
        }
    }

    void onEnd() {
        serverEnded = true;
        handler.onEnd();
        finishIfComplete();
    }

    /** The element's bytes are complete, and it takes none any more. */
    void onLastEnd() {
        serverEnded = true;
        connection = null;
        accepted = false;
        search.failed("");
        handler.onEnd();
        if (!over) {
            finishOrDrain();
        }
    }

    private void finishIfComplete() {
        if (!over && serverEnded && connection != null && connection.endSent()) {
            connection.complete();
            finish();
        }
    }

    void onReset(ElementConnection from, Reason reason, String detail) {
        var cause = describe(reason) + (detail.isEmpty() ? "" : ": " + detail);
        switch (reason) {
            case ABORTED, DIVERGED, PROTOCOL_ERROR -> {
                if (accepted || reason != Reason.ABORTED) {
                    endByReset(reason, cause);
                } else {
                    failed(cause, from.lastHeard());
                }
            }
            case SERVER_FAILED, REJECTED -> {
                suspect();
                failed(cause, from.lastHeard());
            }
            case UNKNOWN_ELEMENT -> {
                user.directory().forget(handle);
                failed(cause, from.lastHeard());
            }
        }
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
        var target = search.element();
        if (target != null) {
            user.directory().suspect(handle, target.identifier(), SUSPICION);
        }
    }

    /** @param lost null if the association failed before there was a connection for the session */
    void lost(@Nullable ElementConnection lost, String cause) {
        suspect();
        failed(cause, lost == null ? user.loop().nanoTime() : lost.lastHeard());
    }

    void onViolation(ElementConnection from, String what) {
        suspect();
        failed("element " + search.element() + " broke the session protocol: " + what, from.lastHeard());
    }

    /** The element will not serve the session any more; its connection is dead already. */
    private void failed(String cause, long lastHeard) {
        var was = search.element();
        var wasAccepted = accepted;
        connection = null;
        accepted = false;
        search.failed(cause);
        if (over || was == null) {
            return;
        }
        if (serverEnded) {
            finishOrDrain();
        } else if (uplink.ended() && options.mode() == FailoverMode.COOKIE) {
            finish();
        } else if (!isMovable() && (connectedOnce || options.mode() == FailoverMode.REPLAY)) {
            endByReset(Reason.SERVER_FAILED, cause + whyNotSurvived());
        } else {
            recover(was, wasAccepted, cause, lastHeard);
        }
    }

    private void finishOrDrain() {
        if (uplink.ended()) {
            finish();
        } else {
            uplink.askForMore();
        }
    }

    private String whyNotSurvived() {
        return options.mode() == FailoverMode.REPLAY
                ? "; not survivable: the client sent more than the journal limit of " + options.journalLimit()
                        + " bytes"
                : "";
    }

    private void recover(PoolElementAddress was, boolean wasAccepted, String cause, long lastHeard) {
        if (wasAccepted) {
            if (!failovers.begin(was, cause, lastHeard, user.loop().nanoTime(), delivered)) {
                endByReset(
                        Reason.SERVER_FAILED,
                        failovers.futile() + " elements in a row failed without a byte of answer; last: " + cause);
                return;
            }
            handler.onInterrupted(was, cause);
        }
        if (!over) {
            search.next(wasAccepted);
        }
    }

    private void endByReset(Reason reason, String detail) {
        detach("");
        user.metrics().sessionsReset.increment();
        LOG.log(Level.DEBUG, "session of {0} with pool {1} ends: {2}", options.client(), handle, detail);
        over = true;
        handler.onReset(reason, detail);
        finish();
    }

    private void detach(String detail) {
        var current = connection;
        connection = null;
        if (current != null) {
            current.abandon(Reason.ABORTED, detail);
        }
        search.stop();
    }

    private void finish() {
        over = true;
        search.stop();
        uplink.dropJournal();
        connection = null;
        user.sessionOver(this);
        handler.onClosed();
    }
}
