package io.rserpool.endpoint.carrier.direct;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.carrier.ControlChannel;
import io.rserpool.endpoint.session.DirectService;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The PE's side of a direct session. */
public final class IncomingDirect extends DirectLink implements IncomingSession {
    /** How long a server may take for its end after the user's. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);

    private final DirectService service;
    private final Runnable onOver;
    private Handler handler = Handler.IGNORE;
    private boolean accepted;
    private boolean userEnded;
    private boolean ended;
    private boolean over;
    private EventLoop.@Nullable Timer lastWords;

    /** @param onOver called when the owner has been told that it is over */
    public IncomingDirect(
            EventLoop loop,
            SessionLimits limits,
            EndpointMetrics metrics,
            DirectService service,
            Association association,
            Runnable onOver) {
        super(loop, limits, metrics, service.options(), association, 0);
        this.service = service;
        this.onOver = onOver;
    }

    public void ownedBy(Handler owner) {
        if (over) {
            owner.onClosed();
        } else {
            handler = owner;
        }
    }

    @Override
    public PoolHandle handle() {
        return service.handle();
    }

    @Override
    public PeIdentifier identifier() {
        return service.identifier();
    }

    @Override
    public String client() {
        return association.peer().toString();
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public EndpointAddress peer() {
        return association.peer();
    }

    @Override
    public long skip() {
        return 0;
    }

    @Override
    public boolean direct() {
        return true;
    }

    @Override
    public boolean movable() {
        return true;
    }

    @Override
    public void accept() {
        accepted = true;
    }

    @Override
    public int send(ByteBuffer bytes) {
        if (!accepted || over || ended) {
            return 0;
        }
        return userEnded ? lastWords(bytes) : write(bytes);
    }

    /** The user's association is over, so nobody can hear them; its server still has to take what the user has said. */
    private static int lastWords(ByteBuffer bytes) {
        var size = bytes.remaining();
        bytes.position(bytes.limit());
        return size;
    }

    @Override
    public boolean sendCookie(ByteBuffer cookie) {
        var bytes = ControlChannel.bytesOf(cookie);
        if (bytes.length % 4 != 0) {
            throw new IllegalArgumentException("RSPLIB wants cookies of a multiple of 4 bytes, not " + bytes.length);
        }
        return sendControl(AsapMessage.Cookie.of(bytes));
    }

    @Override
    public boolean sendBusinessCard(List<PoolElementParameter> elements) {
        return sendControl(new AsapMessage.BusinessCard(handle(), elements));
    }

    @Override
    public void consumed(int bytes) {
        if (!over) {
            consume(bytes);
        }
    }

    /** A user that does not multiplex is told ends only. */
    @Override
    public void ending(boolean reset) {}

    /** SCTP ends both directions at once: what the user says after this is still taken until it is through. */
    @Override
    public void end() {
        if (!accepted || over || ended) {
            return;
        }
        ended = true;
        if (userEnded) {
            closed();
        } else {
            shutdown();
        }
    }

    @Override
    public void reset(Reason reason, String detail) {
        if (!over) {
            metrics.sessionsReset.increment();
            over = true;
            abort(detail.isEmpty() ? reason.name() : detail);
            closed();
        }
    }

    @Override
    void deliver(int ppid, ByteBuffer message) {
        if (!over) {
            owed(message.remaining());
            handler.onMessage(ppid, message);
        }
    }

    @Override
    void received(AsapMessage message) {
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
    void writable() {
        handler.onWritable();
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        over();
        if (over) {
            return;
        }
        if (reason != DownReason.SHUTDOWN) {
            endEarly("the association with the user is down: " + reason);
        } else if (ended) {
            handler.onEnd();
            closed();
        } else {
            userEnded = true;
            lastWords =
                    loop.scheduleJudgement(LAST_WORDS, () -> endEarly("the server does not end after its user has"));
            handler.onEnd();
            if (!over) {
                // Perhaps it waits for room that nobody needs any more.
                handler.onWritable();
            }
        }
    }

    private void endEarly(String detail) {
        if (!over) {
            metrics.sessionsReset.increment();
            over = true;
            handler.onReset(Reason.ABORTED, detail);
            closed();
        }
    }

    /** It was none: the peer is a registrar. */
    public void withdraw() {
        endEarly("the peer is a registrar");
    }

    private void closed() {
        over = true;
        if (lastWords != null) {
            lastWords.cancel();
        }
        onOver.run();
        handler.onClosed();
    }
}
