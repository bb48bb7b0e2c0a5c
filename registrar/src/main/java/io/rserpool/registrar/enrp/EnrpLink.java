package io.rserpool.registrar.enrp;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.loop.TokenBucket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * An association with another registrar. Messages that find no room wait; too many bytes of them, here or at all such
 * associations, end it.
 */
public final class EnrpLink implements AssociationHandler {
    /** Who is told what comes over it. */
    interface Owner {
        Domain domain();

        EnrpCodec codec();

        /** Whether so many more bytes may wait for room. */
        boolean reserve(int bytes);

        /** So many bytes do not wait any longer. */
        void release(int bytes);

        void up(EnrpLink link);

        void handle(EnrpLink link, EnrpMessage message);

        /** The handling of something that the peer said failed: the association ends, and nothing else. */
        void failed(EnrpLink link, RuntimeException failure);

        /** The addresses of the peer have changed. */
        void moved(EnrpLink link);

        /** Ends an association that is of no use. */
        void abort(EnrpLink link, String reason);

        void down(EnrpLink link, DownReason reason);
    }

    private static final int MAX_WAITING = 4 << 20;
    private static final int ERRORS_PER_SECOND = 20;

    private final Owner owner;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private final TokenBucket errors;
    private @Nullable Association association;
    private @Nullable ServerId peer;
    private boolean alive = true;
    private boolean up;
    private long since;

    EnrpLink(Owner owner, long now) {
        this.owner = owner;
        this.since = now;
        this.errors = new TokenBucket(ERRORS_PER_SECOND, owner.domain().clock());
    }

    void bind(Association newAssociation) {
        association = newAssociation;
    }

    public Association association() {
        var bound = association;
        if (bound == null) {
            throw new IllegalStateException("no association yet");
        }
        return bound;
    }

    /** Whether it is not down; what is sent before it is up waits. */
    public boolean alive() {
        return alive;
    }

    /** Whose association this is, once it has said so. */
    @Nullable
    ServerId peer() {
        return peer;
    }

    void identify(ServerId id) {
        peer = id;
    }

    public void send(EnrpMessage message) {
        send(owner.codec().encode(message));
    }

    /** Sends an encoded message, whose position moves. */
    void send(ByteBuffer bytes) {
        if (!alive || (waiting.isEmpty() && association().send(0, Ppid.ENRP, bytes))) {
            return;
        }
        int size = bytes.remaining();
        if (waitingBytes + size > MAX_WAITING || !owner.reserve(size)) {
            // Updates would be lost silently; a new association begins with a synchronisation.
            owner.domain().metrics().dropped(Dropped.ENRP_SLOW_PEER);
            owner.abort(this, "too slow");
        } else {
            waiting.add(bytes);
            waitingBytes += size;
        }
    }

    /**
     * Whether it is of no use: not up after so long, or up so long and the peer has not said who it is.
     *
     * @param connecting time (ns) for becoming up
     * @param identifying time (ns) for the first message
     */
    boolean isOverdue(long now, long connecting, long identifying) {
        return peer == null && now - since > (up ? identifying : connecting);
    }

    void abort(String reason) {
        drop();
        association().abort(reason);
    }

    @Override
    public void onWritable(Association writable) {
        while (!waiting.isEmpty()) {
            int size = waiting.element().remaining();
            if (!writable.send(0, Ppid.ENRP, waiting.element())) {
                return;
            }
            waiting.remove();
            waitingBytes -= size;
            owner.release(size);
        }
    }

    @Override
    public void onUp(Association established) {
        bind(established);
        up = true;
        since = owner.domain().now();
        owner.up(this);
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (ppid != Ppid.ENRP) {
            owner.domain().metrics().dropped(Dropped.ENRP_WRONG_PPID);
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
            case Decoded.Message<EnrpMessage>(var message, var reports) -> {
                metrics.received("enrp", message);
                owner.handle(this, message);
                if (!reports.isEmpty()) {
                    sendError(new EnrpMessage.Error(owner.domain().id(), ServerId.NONE, reports));
                }
            }
            case Decoded.Bad<EnrpMessage>(var reason, var reports) -> {
                metrics.decodeError("enrp");
                owner.domain().log().warn("bad message dropped peer=%s reason=%s", from.peer(), reason);
                if (!reports.isEmpty()) {
                    sendError(new EnrpMessage.Error(owner.domain().id(), ServerId.NONE, reports));
                }
            }
        }
    }

    private void sendError(EnrpMessage.Error error) {
        if (errors.take(owner.domain().clock())) {
            send(error);
        } else {
            owner.domain().metrics().dropped(Dropped.ENRP_ERROR_LIMIT);
        }
    }

    @Override
    public void onPathChange(Association changed, InetAddress address, PathChange change) {
        owner.moved(this);
    }

    private void drop() {
        alive = false;
        waiting.clear();
        owner.release(waitingBytes);
        waitingBytes = 0;
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        drop();
        owner.down(this, reason);
    }
}
