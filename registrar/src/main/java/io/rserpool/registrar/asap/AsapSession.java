package io.rserpool.registrar.asap;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.loop.TokenBucket;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An association with a pool element or pool user, and what it may do. */
public final class AsapSession implements AssociationHandler {
    /** Who is told what comes over it. */
    interface Owner {
        Domain domain();

        AsapCodec codec();

        void handle(AsapSession session, AsapMessage message);

        /** The handling of something that the peer said failed. */
        void failed(AsapSession session, RuntimeException failure);

        /** It is up; false if its peer is not wanted, and it has ended. */
        boolean admits(AsapSession session);

        /** The peer takes more again. */
        void writable(AsapSession session);

        /** The addresses of the peer have changed. */
        void moved(AsapSession session);

        void down(AsapSession session, DownReason reason);
    }

    private static final System.Logger LOG = System.getLogger(AsapSession.class.getName());
    private static final int ERRORS_PER_SECOND = 20;
    private static final int MOST_EARLY = 64;

    private final Owner owner;
    private final TokenBucket resolutions;
    private final TokenBucket reports;
    private final PoolRate poolResolutions;
    private final PoolRate poolReports;
    private final TokenBucket errors;
    private final boolean tcp;
    private @Nullable Association association;
    private boolean established;

    /** Waits until it is known who the peer is: SCTP would send it before. */
    private final List<AsapMessage> early = new ArrayList<>(0);

    /** @param tcp over TCP: with a pool user (RFC 5352 section 2.1) */
    AsapSession(Owner owner, RegistrarLimits limits, long now, boolean tcp) {
        this.owner = owner;
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

    /** Who the peer has proved to be; null where security is off. */
    @Nullable
    PeerIdentity identity() {
        return association().peerIdentity().orElse(null);
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
    public boolean send(AsapMessage message) {
        if (!established && owner.domain().authorisation().required()) {
            return early.size() < MOST_EARLY && early.add(message);
        }
        return send(owner.codec().encode(message));
    }

    /** The same with a message that is encoded already. */
    boolean send(ByteBuffer message) {
        var sent = offer(message);
        if (!sent) {
            owner.domain().metrics().dropped(Dropped.ASAP_SEND_BUFFER_FULL);
        }
        return sent;
    }

    /** False if the peer does not take what it asked for; {@link Owner#writable} follows. */
    boolean offer(ByteBuffer message) {
        return association().send(0, Ppid.ASAP, message);
    }

    @Override
    public void onWritable(Association again) {
        owner.writable(this);
    }

    @Override
    public void onUp(Association up) {
        bind(up);
        if (owner.admits(this)) {
            established = true;
            early.forEach(this::send);
        }
        early.clear();
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (ppid != Ppid.ASAP) {
            owner.domain().metrics().dropped(Dropped.ASAP_WRONG_PPID);
            return;
        }
        try {
            received(from, payload);
        } catch (RuntimeException e) {
            owner.failed(this, e);
        }
    }

    private void received(Association from, ByteBuffer payload) {
        var metrics = owner.domain().metrics();
        switch (owner.codec().decode(payload)) {
            case Decoded.Message<AsapMessage>(var message, var reports) -> {
                metrics.received("asap", message);
                owner.handle(this, message);
                if (!reports.isEmpty()) {
                    sendError(new AsapMessage.Error(reports));
                }
            }
            case Decoded.Bad<AsapMessage>(var reason, var reports) -> {
                metrics.decodeError("asap");
                LOG.log(Level.DEBUG, "bad message dropped peer={0} reason={1}", from.peer(), reason);
                if (!reports.isEmpty()) {
                    sendError(new AsapMessage.Error(reports));
                }
            }
        }
    }

    private void sendError(AsapMessage.Error error) {
        if (errors.take(owner.domain().clock())) {
            send(error);
        } else {
            owner.domain().metrics().dropped(Dropped.ASAP_ERROR_LIMIT);
        }
    }

    @Override
    public void onPathChange(Association changed, InetAddress address, PathChange change) {
        owner.moved(this);
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        owner.down(this, reason);
    }
}
