package io.rserpool.endpoint.carrier.mux;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.Credit;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An association with a peer that multiplexes sessions. */
public final class IncomingLink extends SessionLink {
    /** Who has it. */
    public interface Owner {
        void sessionOpened();

        void sessionOver();

        /** Has somebody take the session; what it throws, now or later, ends that session only. */
        IncomingSession.Handler handlerOf(IncomingSession session);

        /** It is down. */
        void remove(IncomingLink link);
    }

    private final Registrars registrars;
    private final Owner owner;

    public IncomingLink(
            EventLoop loop,
            SessionLimits limits,
            EndpointMetrics metrics,
            Registrars registrars,
            Owner owner,
            Association association) {
        super(loop, limits, metrics);
        this.registrars = registrars;
        this.owner = owner;
        carriedBy(association);
    }

    @Override
    public void onUp(Association association) {
        metrics.associationsActive.increment();
    }

    @Override
    void onStray(int number, @Nullable SessionMessage message) {
        switch (message) {
            case Open open -> onOpen(number, open);
            case Credit _, Reset _ -> {
                // Crossed with this side's last word.
            }
            case null -> violation(number, "bytes without Open");
            default -> violation(number, message.getClass().getSimpleName() + " without Open");
        }
    }

    private void onOpen(int number, Open open) {
        if (number == 0 || number >= association().outboundStreams()) {
            metrics.protocolErrors.increment();
            association().abort("session on stream " + number + ", which cannot be answered");
            onDown(association(), DownReason.ABORTED);
            return;
        }
        if (registrars.admission().user(association(), open.handle()) != null) {
            sendControl(number, new Reset(Reason.REJECTED, "not a user of this pool"));
            return;
        }
        var stream = new IncomingStream(this, number, open, owner::sessionOver);
        add(stream);
        owner.sessionOpened();
        stream.ownedBy(owner.handlerOf(stream));
    }

    /** It carries no session, and there is need for room. */
    public void endIdle() {
        association().abort("idle, and there are too many associations");
        onDown(association(), DownReason.ABORTED);
    }

    @Override
    void onAsap(Association from, ByteBuffer payload) {
        registrars.onIncoming(from, this, payload);
    }

    /** If it is a registrar that became the home; a user costs nothing while it does not answer, and may come back. */
    @Override
    public void onPathChange(Association changed, InetAddress address, PathChange change) {
        registrars.pathChanged(changed);
    }

    @Override
    public void onDown(Association association, DownReason reason) {
        metrics.associationsActive.decrement();
        owner.remove(this);
        registrars.onIncomingDown(association, "association " + reason);
        for (var stream : streams()) {
            stream.release();
            ((IncomingStream) stream).over(Reason.ABORTED, "the association with the PU is down: " + reason);
        }
    }
}
