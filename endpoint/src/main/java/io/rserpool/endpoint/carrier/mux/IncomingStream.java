package io.rserpool.endpoint.carrier.mux;

import io.rserpool.endpoint.carrier.ControlChannel;
import io.rserpool.endpoint.failover.SkippedAnswer;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.Accept;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Ending;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import io.rserpool.transport.association.EndpointAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** The PE's side of a session. */
final class IncomingStream extends SessionStream implements IncomingSession {
    private final Open open;
    private final SkippedAnswer skipped;
    private final Runnable onOver;
    private Handler handler = Handler.IGNORE;
    private boolean accepted;
    private boolean confirmed;
    private boolean over;

    /** @param onOver called when the owner has been told that it is over */
    IncomingStream(SessionLink link, int number, Open open, Runnable onOver) {
        super(link, number, open.credit(), SessionLimits.INITIAL_CREDIT, 0);
        this.open = open;
        this.skipped = new SkippedAnswer(open.skip(), open.digest());
        this.onOver = onOver;
    }

    void ownedBy(Handler owner) {
        if (over) {
            owner.onClosed();
        } else {
            handler = owner;
        }
    }

    @Override
    public PoolHandle handle() {
        return open.handle();
    }

    @Override
    public PeIdentifier identifier() {
        return open.identifier();
    }

    @Override
    public String client() {
        return open.client();
    }

    @Override
    public String id() {
        return open.id();
    }

    @Override
    public EndpointAddress peer() {
        return link.association().peer();
    }

    @Override
    public long skip() {
        return open.skip();
    }

    @Override
    public boolean movable() {
        return open.movable();
    }

    @Override
    public boolean cookieFollows() {
        return open.echo();
    }

    @Override
    public void accept() {
        if (over || accepted) {
            return;
        }
        accepted = true;
        if (skipped.complete()) {
            caughtUp();
        }
    }

    private void caughtUp() {
        if (skipped.equal()) {
            control(new Accept(grantAll()));
        } else {
            diverged();
        }
    }

    private void diverged() {
        var detail = skipped.difference();
        link.metrics.diverged.increment();
        sendReset(Reason.DIVERGED, detail);
        over(Reason.DIVERGED, detail);
    }

    @Override
    public int send(ByteBuffer bytes) {
        if (!accepted || over) {
            return 0;
        }
        var size = skipped.complete() ? 0 : skip(bytes);
        return over ? size : size + write(bytes);
    }

    private int skip(ByteBuffer bytes) {
        var size = skipped.take(bytes);
        link.metrics.bytesSkipped.add(size);
        if (skipped.complete()) {
            caughtUp();
        }
        return size;
    }

    @Override
    public void consumed(int bytes) {
        if (!over) {
            consume(bytes);
        }
    }

    @Override
    public void ending(boolean reset) {
        if (open.judgesEnds() && accepted && !over && skipped.complete()) {
            control(new Ending(reset));
        }
    }

    @Override
    public void end() {
        if (!accepted || over) {
            return;
        }
        if (!skipped.complete()) {
            diverged();
            return;
        }
        sendEnd();
        confirmEnd();
    }

    @Override
    public void reset(Reason reason, String detail) {
        if (!over) {
            link.metrics.sessionsReset.increment();
            sendReset(reason, detail);
            closed();
        }
    }

    @Override
    public boolean direct() {
        return false;
    }

    @Override
    public boolean sendMessage(int ppid, ByteBuffer message) {
        throw new IllegalStateException("a multiplexed session carries bytes, not messages");
    }

    @Override
    public boolean sendCookie(ByteBuffer cookie) {
        return !over && tryAsap(AsapMessage.Cookie.of(ControlChannel.bytesOf(cookie)));
    }

    @Override
    public boolean sendBusinessCard(List<PoolElementParameter> elements) {
        return !over && tryAsap(new AsapMessage.BusinessCard(handle(), elements));
    }

    @Override
    void receivedAsap(AsapMessage message) {
        switch (message) {
            case AsapMessage.CookieEcho echo ->
                handler.onCookieEcho(ByteBuffer.wrap(echo.toBytes()).asReadOnlyBuffer());
            case AsapMessage.BusinessCard card -> handler.onBusinessCard(card);
            default -> {
                // Nothing else is for a PE here.
            }
        }
    }

    @Override
    void deliver(ByteBuffer bytes) {
        handler.onData(bytes);
    }

    @Override
    void received(SessionMessage message) {
        switch (message) {
            case End _ -> {
                handler.onEnd();
                confirmEnd();
            }
            case Reset(var reason, var detail) -> over(reason, detail);
            default -> violation("a PU sends no " + message.getClass().getSimpleName() + " here");
        }
    }

    /** Both directions are complete: tells the PU that nothing more comes. */
    private void confirmEnd() {
        if (endSent() && endReceived() && !confirmed && !over) {
            confirmed = true;
            control(new End());
            closed();
            releaseIfFinal();
        }
    }

    @Override
    void onSecondEnd() {
        violation("a second End");
    }

    @Override
    boolean isFinal() {
        return confirmed || resetReceived();
    }

    @Override
    void writable() {
        handler.onWritable();
    }

    @Override
    void violated(String what) {
        over(Reason.PROTOCOL_ERROR, what);
    }

    /** It ended early, not by its owner. */
    void over(Reason reason, String detail) {
        if (!over) {
            link.metrics.sessionsReset.increment();
            over = true;
            handler.onReset(reason, detail);
            closed();
        }
    }

    private void closed() {
        over = true;
        onOver.run();
        handler.onClosed();
    }
}
