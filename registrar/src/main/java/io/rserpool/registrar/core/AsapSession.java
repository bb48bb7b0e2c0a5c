package io.rserpool.registrar.core;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An association with a pool element or pool user, and what it may do. */
final class AsapSession implements AssociationHandler {
    private static final int ERRORS_PER_SECOND = 20;

    private final AsapServer server;
    private final TokenBucket resolutions;
    private final TokenBucket reports;
    private final PoolRate poolResolutions;
    private final PoolRate poolReports;
    private final TokenBucket errors;
    private final boolean tcp;
    private @Nullable Association association;
    private boolean established;

    /** @param tcp over TCP: with a pool user (RFC 5352 section 2.1) */
    AsapSession(AsapServer server, RegistrarLimits limits, long now, boolean tcp) {
        this.server = server;
        this.tcp = tcp;
        this.resolutions = new TokenBucket(limits.rates().resolutions(), now);
        this.reports = new TokenBucket(limits.rates().reports(), now);
        this.poolResolutions = new PoolRate(limits.rates().poolResolutions());
        this.poolReports = new PoolRate(limits.rates().poolReports());
        this.errors = new TokenBucket(ERRORS_PER_SECOND, now);
    }

    void bind(Association newAssociation) {
        association = newAssociation;
    }

    Association association() {
        var bound = association;
        if (bound == null) {
            throw new IllegalStateException("no association yet");
        }
        return bound;
    }

    boolean isTcp() {
        return tcp;
    }

    /** Whether it was up ever. */
    boolean established() {
        return established;
    }

    boolean mayResolve(PoolHandle pool, long now) {
        return resolutions.take(now) && poolResolutions.take(pool, now);
    }

    boolean mayReport(PoolHandle pool, long now) {
        return reports.take(now) && poolReports.take(pool, now);
    }

    /** False if the message is lost because the peer does not take what it asked for. */
    boolean send(AsapMessage message) {
        return send(server.codec().encode(message));
    }

    /** The same with a message that is encoded already. */
    boolean send(ByteBuffer message) {
        var sent = offer(message);
        if (!sent) {
            server.domain().metrics().dropped("asap-send-buffer-full");
        }
        return sent;
    }

    /** False if the peer does not take what it asked for; {@link AsapServer#writable} follows. */
    boolean offer(ByteBuffer message) {
        return association().send(0, Ppid.ASAP, message);
    }

    @Override
    public void onWritable(Association again) {
        server.writable(this);
    }

    @Override
    public void onUp(Association up) {
        bind(up);
        established = true;
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (ppid != Ppid.ASAP) {
            server.domain().metrics().dropped("asap-wrong-ppid");
            return;
        }
        try {
            received(from, payload);
        } catch (RuntimeException e) {
            server.failed(this, e);
        }
    }

    private void received(Association from, ByteBuffer payload) {
        var metrics = server.domain().metrics();
        switch (server.codec().decode(payload)) {
            case Decoded.Message<AsapMessage>(var message, var reports) -> {
                metrics.received("asap", message);
                server.handle(this, message);
                if (!reports.isEmpty()) {
                    sendError(new AsapMessage.Error(reports));
                }
            }
            case Decoded.Bad<AsapMessage>(var reason, var reports) -> {
                metrics.decodeError("asap");
                AsapServer.LOG.debugf("bad message dropped peer=%s reason=%s", from.peer(), reason);
                if (!reports.isEmpty()) {
                    sendError(new AsapMessage.Error(reports));
                }
            }
        }
    }

    private void sendError(AsapMessage.Error error) {
        if (errors.take(server.domain().clock())) {
            send(error);
        } else {
            server.domain().metrics().dropped("asap-error-limit");
        }
    }

    @Override
    public void onPathChange(Association changed, InetAddress address, PathChange change) {
        server.moved(this);
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        server.down(this, reason);
    }
}
