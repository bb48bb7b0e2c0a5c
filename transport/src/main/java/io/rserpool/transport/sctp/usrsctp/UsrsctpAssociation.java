package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.PeerPath;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.sctp.stack.StackAssociation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An association, over one socket of the library. */
final class UsrsctpAssociation extends StackAssociation {
    private final UsrsctpEndpoint endpoint;
    private final UsrsctpStack stack;
    private final Path path;

    /** 0 once it is down. */
    private long socket;

    /** As last seen: the connection below may be given up for a while. */
    private @Nullable PeerIdentity identity;

    private boolean reading = true;
    private boolean reachable = true;

    /** Length of the message that was refused for want of room; 0 = none. */
    private int refused;

    UsrsctpAssociation(UsrsctpEndpoint endpoint, Path path, long socket, @Nullable AssociationHandler handler) {
        super(
                endpoint.maxMessageSize(),
                EndpointAddress.of(path.peer.getAddress(), path.peerPort, path.peer.getPort()),
                handler);
        this.endpoint = endpoint;
        this.stack = endpoint.stack();
        this.path = path;
        this.socket = socket;
    }

    private UsrsctpAssociation(UsrsctpAssociation forgotten) {
        super(forgotten);
        this.endpoint = forgotten.endpoint;
        this.stack = forgotten.stack;
        this.path = forgotten.path;
        this.socket = forgotten.socket;
    }

    Path path() {
        return path;
    }

    @Override
    public UsrsctpEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public Optional<PeerIdentity> peerIdentity() {
        identity = path.transport.identity(path.peer).orElse(identity);
        return Optional.ofNullable(identity);
    }

    @Override
    public long smoothedRttNanos() {
        return path.outstanding.smoothedRtt();
    }

    @Override
    public List<PeerPath> paths() {
        var state = reachable ? PeerPath.State.ACTIVE : PeerPath.State.INACTIVE;
        return List.of(new PeerPath(peer().primary(), state, true, smoothedRttNanos(), Duration.ZERO, 0));
    }

    @Override
    protected boolean transmit(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        stack.timers.synchronise();
        boolean sent = stack.calls.send(socket, stream, ppid, unordered ? Native.FLAG_UNORDERED : 0, payload);
        if (sent) {
            stack.timers.reschedule();
        } else {
            refused = payload.remaining();
        }
        return sent;
    }

    @Override
    public void setReading(boolean wanted) {
        if (wanted && !reading && socket != 0) {
            stack.look(path);
        }
        reading = wanted;
        readingChanged(wanted);
    }

    @Override
    public void setHeartbeatInterval(Duration interval) {
        if (state() == State.UP) {
            stack.calls.heartbeat(socket, interval);
        }
    }

    @Override
    protected void sendShutdown() {
        stack.timers.synchronise();
        UsrsctpLibrary.shutdown(socket);
        stack.timers.reschedule();
    }

    @Override
    protected void sendAbort(ByteBuffer reason) {
        stack.timers.synchronise();
        if (reason.hasRemaining() && state() != State.STARTING) {
            stack.calls.send(socket, 0, 0, Native.FLAG_ABORT, reason);
        }
    }

    /** As {@link #process}; what goes wrong ends this association, and the others have their turn. */
    void look() {
        try {
            process();
        } catch (Throwable e) {
            broken(e);
        }
    }

    /** Looks at the socket: reads what there is, finds out whether it is writable. */
    private void process() {
        if (socket == 0) {
            return;
        }
        int events = UsrsctpLibrary.events(socket);
        if ((events & Native.EVENT_READ) != 0) {
            // A failed association is reported even while its messages are not wanted; they are lost.
            boolean failed = !reading && (events & Native.EVENT_ERROR) != 0;
            receive(failed);
        }
        if (refused > 0 && socket != 0 && isWritable()) {
            refused = 0;
            run(AssociationHandler::onWritable);
        }
    }

    private boolean isWritable() {
        return state() == State.UP
                && (UsrsctpLibrary.events(socket) & Native.EVENT_WRITE) != 0
                && stack.calls.buffered(socket) + refused
                        <= endpoint.options().capacity().sendBuffer();
    }

    private void receive(boolean discard) {
        while (socket != 0 && (reading || state() == State.STARTING || discard)) {
            int length = stack.calls.receive(socket);
            if (length < 0) {
                return;
            }
            if (stack.calls.receivedNotification()) {
                notified(length);
            } else if (length == 0) {
                down(state() == State.STARTING ? DownReason.CANNOT_CONNECT : DownReason.SHUTDOWN);
            } else if (!discard) {
                received(
                        stack.calls.data.bytes,
                        length,
                        stack.calls.receivedEndOfMessage(),
                        stack.calls.receivedStream(),
                        stack.calls.receivedPpid(),
                        stack.calls.receivedUnordered());
            }
        }
    }

    private static @Nullable ByteBuffer abort(ByteBuffer notification, int length) {
        return length > Native.ASSOC_CHANGE_SIZE
                ? notification.slice(Native.ASSOC_CHANGE_SIZE, length - Native.ASSOC_CHANGE_SIZE)
                : null;
    }

    private void notified(int length) {
        var data = stack.calls.data.bytes;
        int type = data.getShort(0);
        if (type == Native.ASSOC_CHANGE) {
            int streams = Short.toUnsignedInt(data.getShort(12));
            changed(data.getShort(8) - Native.COMM_UP, streams, abort(data, length));
        } else if (type == Native.PEER_ADDR_CHANGE && state() != State.STARTING) {
            int pathState = data.getInt(136);
            if (pathState == Native.ADDR_AVAILABLE || pathState == Native.ADDR_UNREACHABLE) {
                reachable = pathState == Native.ADDR_AVAILABLE;
                pathChanged(peer().primary(), reachable ? PathChange.REACHABLE : PathChange.UNREACHABLE);
            }
        }
    }

    @Override
    protected void established() {
        takeAdaptationIndication();
        tellHandlerUp();
    }

    /** The library puts it, if the peer told one, right behind the news that the association is up. */
    private void takeAdaptationIndication() {
        if (stack.calls.isNext(socket, Native.ADAPTATION_INDICATION)) {
            stack.calls.receive(socket);
            setPeerAdaptationIndication(stack.calls.data.bytes.getInt(8));
        }
    }

    @Override
    protected UsrsctpAssociation replacement() {
        var next = new UsrsctpAssociation(this);
        path.association = next;
        endpoint.replace(this, next);
        socket = 0;
        return next;
    }

    @Override
    protected void replaced() {
        established();
        stack.look(path);
    }

    @Override
    protected void free() {
        long closing = socket;
        socket = 0;
        if (closing != 0) {
            UsrsctpLibrary.close(closing);
            stack.timers.sockets(-1);
            endpoint.remove(this);
        }
    }
}
