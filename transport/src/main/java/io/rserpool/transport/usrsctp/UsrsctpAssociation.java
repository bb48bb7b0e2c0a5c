package io.rserpool.transport.usrsctp;

import io.rserpool.transport.Association;
import io.rserpool.transport.AssociationHandler;
import io.rserpool.transport.AssociationHandler.DownReason;
import io.rserpool.transport.AssociationHandler.PathChange;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import io.rserpool.transport.support.Reassembly;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An association, over one socket of the library. */
final class UsrsctpAssociation implements Association {
    private static final System.Logger LOG = System.getLogger(UsrsctpAssociation.class.getName());
    private static final int LONGEST_REASON = 100;

    private enum State {
        STARTING,
        UP,
        SHUTTING_DOWN,
        DOWN
    }

    private final UsrsctpEndpoint endpoint;
    private final UsrsctpStack stack;
    private final Path path;
    private final int maxMessageSize;
    private final Reassembly reassembly;
    private final SctpAddress peer;

    /** Null until an association that the peer initiated is up. */
    private @Nullable AssociationHandler handler;

    private long socket;
    private State state = State.STARTING;
    private int streams = 1;
    private boolean reading = true;
    private int peerAdaptationIndication;

    /** Length of the message that was refused for want of room; 0 = none. */
    private int refused;

    UsrsctpAssociation(UsrsctpEndpoint endpoint, Path path, long socket, @Nullable AssociationHandler handler) {
        this.endpoint = endpoint;
        this.stack = endpoint.stack();
        this.path = path;
        this.socket = socket;
        this.handler = handler;
        this.maxMessageSize = endpoint.maxMessageSize();
        this.reassembly = new Reassembly(maxMessageSize);
        this.peer = SctpAddress.of(path.peer.getAddress(), path.peerPort, path.peer.getPort());
    }

    Path path() {
        return path;
    }

    @Override
    public SctpAddress peer() {
        return peer;
    }

    @Override
    public SctpEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public int outboundStreams() {
        return streams;
    }

    @Override
    public int maxMessageSize() {
        return maxMessageSize;
    }

    @Override
    public int peerAdaptationIndication() {
        return peerAdaptationIndication;
    }

    @Override
    public long smoothedRttNanos() {
        return path.outstanding.smoothedRtt();
    }

    @Override
    public boolean send(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        int length = payload.remaining();
        if (stream < 0 || stream >= streams) {
            throw new IllegalArgumentException("stream " + stream + " is not within 0.." + (streams - 1));
        }
        if (length == 0 || length > maxMessageSize) {
            throw new IllegalArgumentException(
                    "a message of " + length + " bytes; allowed are 1 to " + maxMessageSize + " bytes");
        }
        if (socket == 0 || state == State.SHUTTING_DOWN) {
            return false;
        }
        stack.timers.synchronise();
        boolean sent = stack.calls.send(socket, stream, ppid, unordered ? Native.FLAG_UNORDERED : 0, payload);
        if (sent) {
            payload.position(payload.limit());
            stack.timers.reschedule();
        } else {
            refused = length;
        }
        return sent;
    }

    @Override
    public void setReading(boolean wanted) {
        if (wanted && !reading && socket != 0) {
            stack.look(path);
        }
        reading = wanted;
    }

    @Override
    public void setHeartbeatInterval(Duration interval) {
        if (state == State.UP) {
            stack.calls.heartbeat(socket, interval);
        }
    }

    @Override
    public void shutdown() {
        if (socket == 0 || state == State.SHUTTING_DOWN) {
            return;
        }
        if (state == State.UP) {
            state = State.SHUTTING_DOWN;
        }
        stack.timers.synchronise();
        UsrsctpLibrary.shutdown(socket);
        stack.timers.reschedule();
    }

    @Override
    public void abort(String reason) {
        if (socket == 0) {
            return;
        }
        stack.timers.synchronise();
        if (!reason.isEmpty() && state != State.STARTING) {
            var ascii = reason.getBytes(StandardCharsets.US_ASCII);
            var payload = ByteBuffer.wrap(ascii, 0, Math.min(ascii.length, LONGEST_REASON));
            stack.calls.send(socket, 0, 0, Native.FLAG_ABORT, payload);
        }
        release();
    }

    /** Looks at the socket: reads what there is, finds out whether it is writable. */
    void process() {
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
        return state == State.UP
                && (UsrsctpLibrary.events(socket) & Native.EVENT_WRITE) != 0
                && stack.calls.buffered(socket) + refused
                        <= endpoint.options().capacity().sendBuffer();
    }

    private void receive(boolean discard) {
        while (socket != 0 && (reading || state == State.STARTING || discard)) {
            int length = stack.calls.receive(socket);
            if (length < 0) {
                return;
            }
            if (stack.calls.receivedNotification()) {
                notified(length);
            } else if (length == 0) {
                down(state == State.STARTING ? DownReason.CANNOT_CONNECT : DownReason.SHUTDOWN);
            } else if (!discard) {
                received(length);
            }
        }
    }

    private void received(int length) {
        var fragment = stack.calls.data.bytes.limit(length).position(0);
        try {
            if (!reassembly.add(fragment, stack.calls.receivedEndOfMessage())) {
                LOG.log(Level.WARNING, "{0} sent a message of more than {1} bytes", peer, maxMessageSize);
                fail("message too long");
                return;
            }
        } finally {
            stack.calls.data.bytes.clear();
        }
        var message = reassembly.takeMessage();
        if (message != null) {
            int stream = stack.calls.receivedStream();
            int ppid = stack.calls.receivedPpid();
            boolean unordered = stack.calls.receivedUnordered();
            run((owner, self) -> owner.onMessage(self, stream, ppid, unordered, message));
        }
    }

    private void notified(int length) {
        var data = stack.calls.data.bytes;
        int type = data.getShort(0);
        if (type == Native.ASSOC_CHANGE) {
            changed(data.getShort(8), Short.toUnsignedInt(data.getShort(12)), length > Native.ASSOC_CHANGE_SIZE);
        } else if (type == Native.PEER_ADDR_CHANGE && state != State.STARTING) {
            int pathState = data.getInt(136);
            if (pathState == Native.ADDR_AVAILABLE || pathState == Native.ADDR_UNREACHABLE) {
                var change = pathState == Native.ADDR_AVAILABLE ? PathChange.REACHABLE : PathChange.UNREACHABLE;
                run((owner, self) -> owner.onPathChange(self, peer.primary(), change));
            }
        }
    }

    private void changed(int change, int outboundStreams, boolean byPeer) {
        switch (change) {
            case Native.COMM_UP -> up(outboundStreams);
            case Native.RESTART -> restarted(outboundStreams);
            case Native.SHUTDOWN_COMP -> down(DownReason.SHUTDOWN);
            case Native.CANT_STR_ASSOC -> down(DownReason.CANNOT_CONNECT);
            case Native.COMM_LOST -> {
                var reason = byPeer ? DownReason.ABORTED : DownReason.UNREACHABLE;
                down(state == State.STARTING ? DownReason.CANNOT_CONNECT : reason);
            }
            default -> LOG.log(Level.DEBUG, "association change {0} of {1}", change, peer);
        }
    }

    private void up(int outboundStreams) {
        if (state != State.STARTING) {
            return;
        }
        state = State.UP;
        streams = outboundStreams;
        takeAdaptationIndication();
        if (handler == null) {
            handler = endpoint.accept(this);
        }
        run(AssociationHandler::onUp);
    }

    /** The library puts it, if the peer told one, right behind the news that the association is up. */
    private void takeAdaptationIndication() {
        if (stack.calls.isNext(socket, Native.ADAPTATION_INDICATION)) {
            stack.calls.receive(socket);
            peerAdaptationIndication = stack.calls.data.bytes.getInt(8);
        }
    }

    /** The peer has forgotten this association and made a new one on the same socket (RFC 9260 section 5.2.4). */
    private void restarted(int outboundStreams) {
        var next = new UsrsctpAssociation(endpoint, path, socket, null);
        path.association = next;
        endpoint.replace(this, next);
        next.peerAdaptationIndication = peerAdaptationIndication; // the library does not tell it again
        socket = 0;
        state = State.DOWN;
        tell(DownReason.ABORTED);
        if (next.socket != 0) {
            next.up(outboundStreams);
            stack.look(path);
        }
    }

    private void down(DownReason reason) {
        if (state != State.DOWN) {
            release();
            tell(reason);
        }
    }

    private void tell(DownReason reason) {
        if (handler != null) {
            try {
                handler.onDown(this, reason);
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "handler of the association with " + peer + " failed", e);
            }
        }
    }

    /** Reports the association down later, because its caller does not expect it yet. */
    void failLater() {
        stack.loop.execute(() -> down(DownReason.CANNOT_CONNECT));
    }

    private void fail(String reason) {
        if (state != State.DOWN) {
            abort(reason);
            tell(DownReason.ABORTED);
        }
    }

    private void release() {
        state = State.DOWN;
        long closing = socket;
        socket = 0;
        if (closing != 0) {
            UsrsctpLibrary.close(closing);
            stack.timers.sockets(-1);
            endpoint.remove(this);
        }
    }

    @FunctionalInterface
    private interface Call {
        void on(AssociationHandler handler, Association association);
    }

    /** Calls the handler; what it throws ends this association and nothing else. */
    private void run(Call call) {
        if (handler == null || state == State.DOWN) {
            return;
        }
        try {
            call.on(handler, this);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "handler of the association with " + peer + " failed", e);
            fail("internal error");
        }
    }

    @Override
    public String toString() {
        return "association of " + endpoint + " with " + peer;
    }
}
