package io.rserpool.endpoint.user;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.asap.PooledElement;
import io.rserpool.endpoint.carrier.CarriedSession;
import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.carrier.direct.OutgoingDirect;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session of a PU, from element to element. With an element it has a connection; without, it looks for one:
 * {@link ElementSearch}, {@link #attached}, {@link #onAccept}, and from the beginning if that fails.
 */
public final class PoolSession implements Session, CarriedSession {
    private static final System.Logger LOG = System.getLogger(PoolSession.class.getName());

    private final PoolUser user;
    private final PoolHandle handle;
    private final SessionOptions options;
    private final SessionHandler handler;
    private final ElementSearch search;
    private final Uplink uplink;
    private final SessionControl control;
    private final SessionFailures failures;
    private long delivered;
    private int outstanding;
    private boolean serverEnded;
    private boolean over;
    private @Nullable ElementConnection connection;
    private boolean accepted;
    private boolean connectedOnce;

    PoolSession(PoolUser user, PoolHandle handle, SessionOptions options, SessionHandler owner) {
        this.user = user;
        this.handle = handle;
        this.options = options;
        this.handler = new GuardedSessionHandler(owner, this::handlerFailed);
        this.search = new ElementSearch(user, this, handle, options);
        this.uplink = new Uplink(this, options, handler, user.journals(), user.metrics());
        this.control = new SessionControl(handle);
        this.failures = new SessionFailures(user, this, search, handler);
    }

    void start() {
        search.start();
    }

    private void handlerFailed(RuntimeException cause) {
        user.handlerFailed(this, cause);
        if (!over) {
            endByReset(Reason.ABORTED, "internal error of the user");
        }
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

    @Override
    public Set<PooledElement> targets() {
        var target = search.element();
        return target == null ? Set.of() : Set.of(new PooledElement(handle, target.identifier()));
    }

    @Override
    public DirectOptions direct() {
        return options.direct();
    }

    @Override
    public boolean endsByUserOnly() {
        return options.mode() == FailoverMode.COOKIE;
    }

    @Override
    public void onReset(ElementConnection from, Reason reason, String detail) {
        failures.onReset(from, reason, detail);
    }

    @Override
    public void onViolation(ElementConnection from, String what) {
        failures.onViolation(from, what);
    }

    @Override
    public void onLost(@Nullable ElementConnection lost, String cause) {
        failures.onLost(lost, cause);
    }

    @Override
    public void onForgotten(ElementConnection lost, String cause) {
        failures.onForgotten(lost, cause);
    }

    @Override
    public void onSuspect(String cause) {
        failures.onSuspect(cause);
    }

    /** The element has not accepted it for a while. */
    void onSilence() {
        failures.onSilence();
    }

    /** Elements to be preferred at a failover, the best first. */
    List<PeIdentifier> preferred() {
        return control.order();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** Whether the answer is complete. */
    boolean isAnswered() {
        return serverEnded;
    }

    /** Whether nothing is missing that another element could give: the user has ended, and waits for no answer. */
    boolean isDone() {
        return uplink.ended() && options.mode() == FailoverMode.COOKIE;
    }

    /** Whether an element serves it now. */
    boolean isServed() {
        return accepted;
    }

    /** Why it lost its protection; empty if it did not. */
    String whyNotSurvivable() {
        return uplink.whyNoJournal();
    }

    /** Whether a server has or had a connection for it. */
    boolean everServed() {
        return connectedOnce;
    }

    /** Whether not a byte has gone either way: any element can begin it as well as the first. */
    boolean isUntouched() {
        return uplink.taken() == 0 && !uplink.ended() && delivered == 0;
    }

    @Override
    public boolean canBeginAgain() {
        return !over && !serverEnded && !isDone() && (hasProtection() || isUntouched());
    }

    /** Whether no element has served it, and nothing is lost if another one does. */
    boolean canBeginElsewhere() {
        return !over && !connectedOnce && (uplink.taken() == 0 || hasProtection());
    }

    /** Whether there is an element to leave. */
    boolean canLeave() {
        return connection != null && canBeginAgain();
    }

    /** Leaves an element that may still be there, or the wait for it, for another one. */
    void leaveFor(PoolElementAddress next, String cause) {
        var current = connection;
        if (current == null) {
            search.abandonLink();
        } else {
            current.abandon(Reason.ABORTED, cause);
        }
        failures.left(current, next, cause);
    }

    @Override
    public int outstanding() {
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
        return failures.failovers();
    }

    @Override
    public boolean survivable() {
        return !over && hasProtection();
    }

    /** Whether another element can take up what this one leaves. */
    private boolean hasProtection() {
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
        if (isForsaken()) {
            if (bytes.hasRemaining()) {
                refuse();
            }
            return 0;
        }
        return uplink.send(connection, accepted, bytes);
    }

    @Override
    public boolean sendMessage(int ppid, ByteBuffer message) {
        if (user.options().multiplexing() || options.mode() == FailoverMode.REPLAY) {
            throw new IllegalStateException("whole messages need a user without multiplexing, and no replay");
        }
        if (over || uplink.ended()) {
            return false;
        }
        if (isForsaken()) {
            refuse();
            return false;
        }
        return uplink.sendMessage(connection, accepted, ppid, message);
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
        if (isForsaken()) {
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
        current.abandon(Reason.ABORTED, cause);
        user.reportUnreachable(targets());
        failures.onLost(current, cause);
    }

    /** The answer is complete but its element is gone: nobody takes what the client still sends. */
    private boolean isForsaken() {
        return serverEnded && connection == null;
    }

    /** As TCP tells a client that goes on writing to somebody who has closed. */
    private void refuse() {
        endByReset(Reason.ABORTED, "the server has ended its direction and is gone: it takes no more bytes");
    }

    /** The element takes no more bytes, after its last; a client that has ended, too, has missed nothing. */
    void onRefused(String cause) {
        leave(cause);
        if (uplink.ended()) {
            finish();
        } else {
            endByReset(Reason.ABORTED, cause);
        }
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

    @Override
    public void connectAgain() {
        search.connectAgain();
    }

    @Override
    public void attached(ElementConnection newConnection) {
        connection = newConnection;
        accepted = false;
        uplink.restart();
        var target = search.element();
        if (target != null) {
            var credit = user.options().limits().window() - outstanding;
            var skip = uplink.hasJournal() ? delivered : 0;
            newConnection.begin(
                    new Open(
                            handle,
                            target.identifier(),
                            credit,
                            skip,
                            uplink.digest(),
                            options.client(),
                            hasProtection()),
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

    @Override
    public void onAccept() {
        accepted = true;
        search.succeeded();
        failures.served();
        var target = search.element();
        if (target != null && !connectedOnce) {
            connectedOnce = true;
            handler.onConnected(target);
        } else if (target != null) {
            failures.recovered(
                    target, uplink.hasJournal() ? delivered : 0, uplink.journalSize(), echoes() && control.hasCookie());
        }
        pump();
    }

    @Override
    public void onConnectionWritable() {
        pump();
    }

    private void pump() {
        var current = connection;
        if (!over && current != null) {
            uplink.pump(current, accepted);
            finishIfComplete();
        }
    }

    @Override
    public void onData(ByteBuffer bytes) {
        count(bytes);
        handler.onData(bytes);
    }

    @Override
    public void onMessage(int ppid, ByteBuffer message) {
        count(message);
        handler.onMessage(ppid, message);
    }

    private void count(ByteBuffer bytes) {
        delivered += bytes.remaining();
        outstanding += bytes.remaining();
        uplink.delivered(bytes);
    }

    @Override
    public void onControl(AsapMessage message) {
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

    @Override
    public void onEnd() {
        serverEnded = true;
        handler.onEnd();
        finishIfComplete();
    }

    @Override
    public void onLastEnd() {
        serverEnded = true;
        leave("");
        handler.onEnd();
        if (!over) {
            forsaken();
        }
    }

    private void finishIfComplete() {
        if (!over && serverEnded && connection != null && connection.endSent()) {
            connection.complete();
            finish();
        }
    }

    /** The connection is dead: there is no element any more; whether it served the session. */
    boolean leave(String cause) {
        var served = accepted;
        connection = null;
        accepted = false;
        search.failed(cause);
        return served;
    }

    /** The answer is complete, the element gone: so is the session once the client ends; its next byte is refused. */
    void forsaken() {
        if (uplink.ended()) {
            finish();
        } else {
            uplink.askForMore();
        }
    }

    void endByReset(Reason reason, String detail) {
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

    void finish() {
        over = true;
        search.stop();
        uplink.dropJournal();
        connection = null;
        user.sessionOver(this);
        handler.onClosed();
    }
}
