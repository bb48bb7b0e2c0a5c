package io.rserpool.endpoint.user;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.asap.PooledElement;
import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.carrier.direct.OutgoingDirect;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.failover.Unprotected;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.FailureKind;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session of a PU, from element to element. With an element it has a connection; without, it looks for one:
 * {@link ElementSearch}, {@link #attached}, {@link #onAccept}, and from the beginning if that fails.
 */
final class PoolSession implements Session, SessionFailures.Subject {
    /** Who has it. */
    interface Owner {
        void sessionOver(PoolSession session);

        /** What its handler threw. */
        void handlerFailed(PoolSession session, RuntimeException cause);
    }

    private static final System.Logger LOG = System.getLogger(PoolSession.class.getName());

    private final Owner owner;
    private final Shared shared;
    private final PoolHandle handle;
    private final SessionOptions options;
    private final SessionHandler handler;
    private final ElementSearch search;
    private final Failover failover;
    private final Uplink uplink;
    private final Downlink downlink;
    private final SessionControl control;
    private final SessionFailures failures;
    private boolean serverEnded;

    /** Bytes of the client until then. */
    private long takenUntilEnd;

    private boolean over;
    private @Nullable ElementConnection connection;
    private boolean accepted;
    private boolean connectedOnce;
    private boolean cookieLeft;

    /** What the element says while another one is looked for that serves better; null = none is. */
    private @Nullable List<ByteBuffer> unread;

    /** Whether the element has ended after that. */
    private boolean endUnread;

    PoolSession(Owner owner, Shared shared, PoolHandle handle, SessionOptions options, SessionHandler handler) {
        this.owner = owner;
        this.shared = shared;
        this.handle = handle;
        this.options = options;
        this.handler = new GuardedSessionHandler(handler, this::handlerFailed);
        this.search = new ElementSearch(shared, this, handle, options);
        this.failover = options.mode()
                .begin(
                        options.failover(),
                        new Failover.Setting(
                                options.journalLimit(),
                                shared.journals(),
                                shared.metrics(),
                                () -> accepted,
                                this::unprotected));
        this.uplink = new Uplink(failover, this.handler);
        this.downlink = new Downlink(failover, this.handler, shared.gathering());
        this.control = new SessionControl(handle);
        this.failures = new SessionFailures(shared, this, search, this.handler);
    }

    void start() {
        search.start();
    }

    private void unprotected(String why) {
        LOG.log(
                Level.DEBUG,
                "session of {0} with pool {1} will not survive a failure: {2}",
                options.client(),
                handle,
                why);
        handler.onJournalOverflow(why);
    }

    private void handlerFailed(RuntimeException cause) {
        owner.handlerFailed(this, cause);
        if (!over) {
            endByReset(Reason.ABORTED, "internal error of the user");
        }
    }

    @Override
    public PoolHandle handle() {
        return handle;
    }

    @Override
    public Failover failover() {
        return failover;
    }

    @Override
    public SessionOptions options() {
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
        return failover.endsByUserOnly();
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
    public void onLost(@Nullable ElementConnection lost, FailureKind kind, String cause) {
        failures.onLost(lost, kind, cause);
    }

    @Override
    public void onForgotten(ElementConnection lost, String cause) {
        failures.onForgotten(lost, cause);
    }

    @Override
    public void onSuspect(String cause) {
        failures.onSuspect(cause);
    }

    @Override
    public void onSilence() {
        failures.onSilence();
    }

    @Override
    public List<PeIdentifier> preferred() {
        return control.order();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public boolean isAnswered() {
        return serverEnded;
    }

    @Override
    public boolean isDone() {
        return uplink.ended() && failover.endsByUserOnly();
    }

    @Override
    public boolean everServed() {
        return connectedOnce;
    }

    @Override
    public boolean isUntouched() {
        return uplink.taken() == 0 && !uplink.ended() && downlink.delivered() == 0;
    }

    @Override
    public boolean canBeginAgain() {
        return !over && !serverEnded && !isDone() && !awaitsOnlyEnd() && (failover.isProtected() || isUntouched());
    }

    @Override
    public boolean canBeginElsewhere() {
        return !over && !connectedOnce && (uplink.taken() == 0 || failover.isProtected());
    }

    @Override
    public boolean canLeave() {
        return connection != null && canBeginAgain();
    }

    @Override
    public void leaveFor(PoolElementAddress next, String cause) {
        var current = connection;
        if (current == null) {
            search.abandonLink();
        } else {
            current.abandon(Reason.ABORTED, cause);
        }
        failures.left(current, next, FailureKind.UNREACHABLE, cause);
    }

    @Override
    public int outstanding() {
        return downlink.outstanding();
    }

    @Override
    public long bytesSent() {
        return uplink.taken();
    }

    @Override
    public long bytesReceived() {
        return downlink.delivered();
    }

    @Override
    public int failovers() {
        return failures.failovers();
    }

    @Override
    public Optional<Unprotected> unprotected() {
        return Optional.ofNullable(failover.unprotected());
    }

    @Override
    public boolean hasCookie() {
        return cookieLeft;
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
        return isMoving() ? uplink.hold() : uplink.send(connection, accepted, bytes);
    }

    @Override
    public boolean sendMessage(int ppid, ByteBuffer message) {
        if (shared.options().multiplexing() || !failover.carriesMessages()) {
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
        downlink.consumed(connection, bytes);
    }

    @Override
    public void end() {
        if (over || uplink.ended()) {
            return;
        }
        uplink.end();
        downlink.clientEnded();
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
            shared.metrics().sessionsReset.increment();
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
        shared.links().unreachable(targets());
        failures.onLost(current, FailureKind.ELEMENT, cause);
    }

    /** Whether it is not yet known if it leaves its element for one that serves better: until then nobody is told anything. */
    private boolean isMoving() {
        return unread != null;
    }

    /** The answer is complete but its element is gone: nobody takes what the client still sends. */
    private boolean isForsaken() {
        return serverEnded && connection == null;
    }

    /** As TCP tells a client that goes on writing to somebody who has closed. */
    private void refuse() {
        endByReset(Reason.ABORTED, "the server has ended its direction and is gone: it takes no more bytes");
    }

    @Override
    public void onRefused(String cause) {
        leave(cause);
        if (uplink.ended()) {
            finish();
        } else {
            endByReset(Reason.ABORTED, cause);
        }
    }

    @Override
    public boolean isCatchingUp() {
        return connection != null && downlink.delivered() > 0;
    }

    @Override
    public void notFound(String text) {
        detach("failover timeout");
        shared.metrics().sessionsFailed.increment();
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
        unread = null;
        endUnread = false;
        failover.restart();
        downlink.restart();
        var target = search.element();
        if (target != null) {
            var cookie = failover.cookie();
            var credit = shared.options().limits().window() - downlink.outstanding();
            newConnection.begin(
                    new Open(
                            handle,
                            target.identifier(),
                            credit,
                            failover.skip(downlink.delivered()),
                            failover.digest(),
                            options.client(),
                            failover.isProtected(),
                            options.id(),
                            cookie != null,
                            downlink.dialogue() != null || !failover.serverEnds()),
                    control.first(cookie, cardFor(newConnection)));
        }
        pump();
    }

    private AsapMessage.@Nullable BusinessCard cardFor(ElementConnection to) {
        return to instanceof OutgoingDirect && !shared.options().cardsToForeign() ? null : options.card();
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
            failures.recovered(target, failover.skip(downlink.delivered()), failover.kept(), failover.cookie() != null);
        }
        pump();
    }

    @Override
    public void onConnectionWritable() {
        pump();
    }

    private void pump() {
        var current = connection;
        if (!over && current != null && !isMoving()) {
            uplink.pump(current, accepted);
            finishIfComplete();
        }
    }

    @Override
    public void onData(ByteBuffer bytes) {
        var current = connection;
        if (current == null) {
            return;
        }
        if (unread != null) {
            unread.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
        } else {
            heed(downlink.received(current, bytes));
        }
    }

    private void heed(Verdict verdict) {
        if (over) {
            return;
        }
        switch (verdict) {
            case Verdict.GoOn _ -> {
                if (downlink.dialogue() != null) {
                    pump();
                }
            }
            case Verdict.Move(var cause) -> {
                unread = new ArrayList<>();
                failures.onRefusal(cause);
            }
            case Verdict.Break(var reason, var detail) ->
                endByReset(Reason.DIVERGED, reason.says() + (detail.isEmpty() ? "" : ": " + detail));
        }
    }

    @Override
    public void stays() {
        var current = connection;
        var waiting = unread;
        unread = null;
        if (over || current == null) {
            return;
        }
        heed(downlink.stay(current));
        if (waiting != null && connection == current) {
            waiting.forEach(this::onData);
        }
        if (endUnread && connection == current && !isMoving()) {
            endUnread = false;
            onEnd();
        }
    }

    @Override
    public void onMessage(int ppid, ByteBuffer message) {
        downlink.message(ppid, message);
    }

    @Override
    public void onControl(AsapMessage message) {
        switch (message) {
            case AsapMessage.Cookie cookie -> {
                cookieLeft = true;
                var bytes = cookie.toBytes();
                failover.left(bytes);
                handler.onCookie(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
            }
            case AsapMessage.BusinessCard card -> {
                control.received(card);
                handler.onBusinessCard(card);
            }
            default -> {
                // Nothing else is for a PU here.
            }
        }
    }

    /** Who reads along need not be told whether an answer was cut, nor wait for an end that was announced. */
    @Override
    public void onEnding(boolean reset) {
        if (!isMoving() && !endedTooEarly() && !reset && awaitsOnlyEnd()) {
            onEnd();
        }
    }

    @Override
    public void onEnd() {
        if (serverEnded) {
            return;
        }
        if (isMoving()) {
            endUnread = true;
        } else if (!endedTooEarly()) {
            serverHasEnded();
            finishIfComplete();
        }
    }

    /** Whether the server's end is a failure of its element, which it then is treated as. */
    private boolean endedTooEarly() {
        var current = connection;
        var dialogue = downlink.dialogue();
        var tooEarly = dialogue == null ? !failover.serverEnds() && !uplink.ended() : dialogue.endIsFailure();
        if (current == null || !tooEarly) {
            return false;
        }
        current.abandon(Reason.ABORTED, "the server has ended too early");
        failures.onLost(
                current, FailureKind.SERVER, "the server of element " + search.element() + " has ended too early");
        return true;
    }

    @Override
    public void onLastEnd() {
        if (endedTooEarly()) {
            return;
        }
        leave("");
        endsWithElement("");
    }

    @Override
    public boolean awaitsOnlyEnd() {
        var dialogue = downlink.dialogue();
        return !over && !serverEnded && dialogue != null && dialogue.isFinished();
    }

    @Override
    public void endsWithElement(String cause) {
        var current = connection;
        if (current != null) {
            current.abandon(Reason.ABORTED, cause);
            leave(cause);
        }
        serverHasEnded();
        if (!over) {
            forsaken();
        }
    }

    private void serverHasEnded() {
        serverEnded = true;
        takenUntilEnd = uplink.taken();
        downlink.ended();
    }

    @Override
    public boolean hasSaidMore() {
        return uplink.taken() > takenUntilEnd;
    }

    private void finishIfComplete() {
        if (!over && serverEnded && connection != null && connection.endSent()) {
            connection.complete();
            finish();
        }
    }

    @Override
    public boolean leave(String cause) {
        var served = accepted;
        connection = null;
        accepted = false;
        search.failed(cause);
        return served;
    }

    @Override
    public void forsaken() {
        if (uplink.ended()) {
            finish();
        } else {
            uplink.askForMore();
        }
    }

    @Override
    public void endByReset(Reason reason, String detail) {
        detach("");
        shared.metrics().sessionsReset.increment();
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

    @Override
    public void finish() {
        over = true;
        search.stop();
        failover.close();
        connection = null;
        owner.sessionOver(this);
        handler.onClosed();
    }
}
