package io.rserpool.endpoint.element;

import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.carrier.ControlChannel;
import io.rserpool.endpoint.carrier.direct.IncomingDirect;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A peer that has told no code point of ours: a user whose association is its session, or a registrar. A registrar
 * begins with a keep-alive; a user with anything else, perhaps with nothing, because its server speaks first.
 */
final class ForeignPeer implements AssociationHandler {
    /** A peer that is silent for so long has come for a session. */
    static final Duration SILENCE = Duration.ofMillis(200);

    private final EventLoop loop;
    private final Registrars registrars;
    private final Association association;
    private final Function<ForeignPeer, @Nullable IncomingDirect> opening;
    private final Consumer<ForeignPeer> onGone;
    private EventLoop.@Nullable Timer silence;
    private @Nullable IncomingDirect session;
    private boolean registrar;
    private boolean gone;

    /**
     * @param opening makes the session; null = it is refused, the association aborted already
     * @param onGone called once when the association is down
     */
    ForeignPeer(
            EventLoop loop,
            Registrars registrars,
            Association association,
            Function<ForeignPeer, @Nullable IncomingDirect> opening,
            Consumer<ForeignPeer> onGone) {
        this.loop = loop;
        this.registrars = registrars;
        this.association = association;
        this.opening = opening;
        this.onGone = onGone;
    }

    Association association() {
        return association;
    }

    @Override
    public void onUp(Association up) {
        if (registrars.admission().isOnlyRegistrar(up)) {
            return;
        }
        silence = loop.scheduleJudgement(SILENCE, this::open);
    }

    private void open() {
        cancelSilence();
        if (session != null || registrar || gone) {
            return;
        }
        session = opening.apply(this);
        if (session == null) {
            gone("session refused");
        } else {
            sessionOver();
        }
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (ppid != Ppid.ASAP || beginsSession(payload)) {
            open();
        }
        if (session != null && !registrar) {
            session.onMessage(from, stream, ppid, unordered, payload);
        } else if (ppid == Ppid.ASAP && !gone) {
            registrars.onIncoming(from, this, payload);
        }
    }

    /** Whether it is an ASAP message that a user begins with. A keep-alive says that there is no user. */
    private boolean beginsSession(ByteBuffer payload) {
        if (!(ControlChannel.CODEC.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var reports))) {
            return false;
        }
        if (message instanceof AsapMessage.EndpointKeepAlive && !registrar) {
            isRegistrar();
        }
        return message instanceof AsapMessage.CookieEcho || message instanceof AsapMessage.BusinessCard;
    }

    private void isRegistrar() {
        registrar = true;
        cancelSilence();
        if (session != null) {
            session.withdraw();
        }
    }

    @Override
    public void onWritable(Association writable) {
        if (session != null) {
            session.onWritable(writable);
        }
    }

    /** The session is over; if it aborted its association, nothing more is heard of that. */
    void sessionOver() {
        if (session != null && session.isDown()) {
            gone("session over");
        }
    }

    /** The element ends: a session that is not over must not look as if it had ended in order. */
    void close() {
        if (session != null) {
            session.reset(Reason.SERVER_FAILED, "this element is shutting down");
        }
        association.shutdown();
    }

    /** Also after an abort of ours, of which the association tells nothing. */
    private void gone(String cause) {
        if (!gone) {
            gone = true;
            cancelSilence();
            onGone.accept(this);
            registrars.onIncomingDown(association, cause);
        }
    }

    /** If it is a registrar that became the home; a user costs nothing while it does not answer, and may come back. */
    @Override
    public void onPathChange(Association changed, InetAddress address, PathChange change) {
        registrars.pathChanged(changed);
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        gone("association " + reason);
        if (session != null) {
            session.onDown(down, reason);
        }
    }

    private void cancelSilence() {
        if (silence != null) {
            silence.cancel();
            silence = null;
        }
    }
}
