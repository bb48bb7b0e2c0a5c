package io.rserpool.endpoint.carrier.mux;

import io.rserpool.endpoint.carrier.CarriedSession;
import io.rserpool.endpoint.carrier.DownReasons;
import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.Accept;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Ending;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The PU's side of a session with one element: what a failover replaces. */
final class OutgoingStream extends SessionStream implements ElementConnection {
    private @Nullable CarriedSession session;
    private boolean accepted;
    private int ends;

    OutgoingStream(SessionLink link, int number, CarriedSession session) {
        super(link, number, SessionLimits.INITIAL_CREDIT, link.limits.window(), session.outstanding());
        this.session = session;
    }

    @Nullable
    CarriedSession session() {
        return session;
    }

    @Override
    public void begin(Open open, List<AsapMessage> control) {
        control(open);
        control.forEach(this::asap);
    }

    @Override
    public boolean sendMessage(int ppid, ByteBuffer message) {
        throw new IllegalStateException("a multiplexed session carries bytes, not messages");
    }

    @Override
    public boolean sendControl(AsapMessage message) {
        return tryAsap(message);
    }

    @Override
    public long lastHeard() {
        return link.lastHeard();
    }

    @Override
    void receivedAsap(AsapMessage message) {
        if (session != null) {
            session.onControl(message);
        }
    }

    @Override
    public void abandon(Reason reason, String detail) {
        session = null;
        sendReset(reason, detail);
    }

    @Override
    public void complete() {
        session = null;
    }

    /** The association is down. */
    void lost(DownReason reason, String cause) {
        release();
        var concerned = session;
        session = null;
        if (concerned == null) {
            return;
        }
        if (reason == DownReason.FORGOTTEN) {
            concerned.onForgotten(this, cause);
        } else {
            concerned.onLost(this, DownReasons.kind(reason), cause);
        }
    }

    @Override
    void deliver(ByteBuffer bytes) {
        if (session == null) {
            return;
        }
        if (!accepted) {
            violation("bytes before Accept");
            return;
        }
        session.onData(bytes);
    }

    @Override
    void received(SessionMessage message) {
        switch (message) {
            case Accept(var credit)
            when !accepted -> {
                accepted = true;
                raiseSendLimit(credit);
                if (session != null) {
                    session.onAccept();
                }
            }
            case End _ -> onFirstEnd();
            case Ending(var reset)
            when accepted -> {
                if (session != null) {
                    session.onEnding(reset);
                }
            }
            case Reset(var reason, var detail) -> {
                var concerned = session;
                session = null;
                if (concerned != null) {
                    concerned.onReset(this, reason, detail);
                }
            }
            default -> violation("a PE sends no " + message.getClass().getSimpleName() + " here");
        }
    }

    private void onFirstEnd() {
        if (!accepted) {
            violation("End before Accept");
        } else if (session != null) {
            session.onEnd();
        }
    }

    @Override
    void onSecondEnd() {
        if (!endSent()) {
            violation("a second End");
        } else {
            ends = 2;
        }
    }

    @Override
    boolean isFinal() {
        return ends == 2 || resetReceived();
    }

    @Override
    void writable() {
        if (session != null) {
            session.onConnectionWritable();
        }
    }

    @Override
    void violated(String what) {
        var concerned = session;
        session = null;
        if (concerned != null) {
            concerned.onViolation(this, what);
        }
    }
}
