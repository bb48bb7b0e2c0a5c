package io.rserpool.transport.kernel;

import io.rserpool.transport.Association;
import io.rserpool.transport.AssociationHandler;
import io.rserpool.transport.AssociationHandler.DownReason;
import io.rserpool.transport.AssociationHandler.PathChange;
import io.rserpool.transport.DescriptorWatch;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import io.rserpool.transport.SctpException;
import io.rserpool.transport.SctpPath;
import io.rserpool.transport.support.Epoll;
import io.rserpool.transport.support.Errno;
import io.rserpool.transport.support.Reassembly;
import io.rserpool.transport.support.SocketAddresses;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An association: first one of its endpoint's socket, and once up with a descriptor of its own. */
final class KernelAssociation implements Association {
    private static final System.Logger LOG = System.getLogger(KernelAssociation.class.getName());
    private static final int LONGEST_REASON = 100;
    private static final int BATCH = 64;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum State {
        STARTING,
        UP,
        SHUTTING_DOWN,
        DOWN
    }

    private final KernelEndpoint endpoint;
    private final Sockets sockets;
    private final Messages messages;
    private final int id;
    private final int maxMessageSize;
    private final Reassembly reassembly;
    private @Nullable SctpAddress peer;

    /** Null until an association that the peer initiated is up. */
    private @Nullable AssociationHandler handler;

    private State state = State.STARTING;
    private int socket;
    private @Nullable DescriptorWatch watch;
    private int streams = 1;
    private int peerAdaptationIndication;
    private boolean upToTell;
    private boolean shutdownWanted;
    private boolean reading = true;
    private boolean refused;

    KernelAssociation(
            KernelEndpoint endpoint, int id, @Nullable SctpAddress peer, @Nullable AssociationHandler handler) {
        this.endpoint = endpoint;
        this.sockets = endpoint.transport().sockets;
        this.messages = endpoint.transport().messages;
        this.id = id;
        this.peer = peer;
        this.handler = handler;
        this.socket = endpoint.socket();
        this.maxMessageSize = endpoint.maxMessageSize();
        this.reassembly = new Reassembly(maxMessageSize);
    }

    int id() {
        return id;
    }

    boolean isWith(SctpAddress other) {
        return peer != null && peer.port() == other.port() && peer.addresses().contains(other.primary());
    }

    @Override
    public SctpAddress peer() {
        if (peer == null) {
            throw new IllegalStateException("not up");
        }
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

    /** The kernel tells whole milliseconds; less than one counts as one µs, to be told from unknown. */
    @Override
    public long smoothedRttNanos() {
        return state == State.STARTING || state == State.DOWN
                ? 0
                : Math.max(sockets.roundTripMillis(socket, id) * 1_000_000L, 1000);
    }

    @Override
    public List<SctpPath> paths() {
        return state == State.STARTING || state == State.DOWN ? List.of() : sockets.paths(socket, id, peer());
    }

    @Override
    public void setPrimary(InetAddress peerAddress) {
        primary(Sctp.PRIMARY_ADDR, peerAddress, peer().port());
    }

    @Override
    public void requestPeerPrimary(InetAddress localAddress) {
        primary(Sctp.SET_PEER_PRIMARY_ADDR, localAddress, endpoint.port());
    }

    private void primary(int option, InetAddress address, int port) {
        int result = sockets.primary(socket, option, id, address, port);
        if (result < 0) {
            throw new SctpException(
                    address.getHostAddress() + " cannot be primary for " + this + ": " + Errno.text(-result));
        }
    }

    /** Adds a local address to, or removes it from, those of its own descriptor; its peer is told. */
    void bindMore(int operation, InetAddress address) {
        if (watch != null) {
            int result = sockets.bindShared(socket, operation, address, endpoint.port());
            if (result < 0) {
                LOG.log(
                        Level.WARNING,
                        "{0}: {1} of local address {2} failed: {3}",
                        this,
                        operation == Sctp.BINDX_ADD ? "addition" : "removal",
                        address.getHostAddress(),
                        Errno.text(-result));
            }
        }
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
        if (state == State.DOWN || state == State.SHUTTING_DOWN || shutdownWanted || id == 0) {
            return false;
        }
        int result = messages.send(socket, id, stream, ppid, unordered ? Sctp.FLAG_UNORDERED : 0, payload);
        if (result >= 0) {
            payload.position(payload.limit());
            return true;
        }
        if (result == -Errno.EAGAIN) {
            refused = true;
            interest(Epoll.OUT, true);
        }
        return false;
    }

    private void interest(int events, boolean wanted) {
        if (watch != null) {
            watch.interest(events, wanted);
        }
    }

    @Override
    public void setReading(boolean wanted) {
        reading = wanted;
        interest(Epoll.IN, wanted);
    }

    @Override
    public void setHeartbeatInterval(Duration interval) {
        if (state == State.UP && watch != null) {
            sockets.heartbeat(socket, id, interval);
        }
    }

    @Override
    public void shutdown() {
        if (state == State.STARTING) {
            shutdownWanted = true;
        } else if (state == State.UP) {
            state = State.SHUTTING_DOWN;
            messages.send(socket, id, 0, 0, Sctp.FLAG_EOF, NOTHING);
        }
    }

    @Override
    public void abort(String reason) {
        if (state == State.DOWN) {
            return;
        }
        if (id != 0) {
            var ascii = reason.getBytes(StandardCharsets.US_ASCII);
            var payload = ByteBuffer.wrap(ascii, 0, Math.min(ascii.length, LONGEST_REASON));
            messages.send(socket, id, 0, 0, Sctp.FLAG_ABORT, payload);
        }
        release();
    }

    private void ready(int events) {
        if (reading) {
            receive(false);
        } else if ((events & (Epoll.ERROR | Epoll.HANG_UP)) != 0) {
            receive(true); // a failed association is reported even while its messages are not wanted; they are lost
        }
        if (refused && (events & Epoll.OUT) != 0 && state == State.UP) {
            refused = false;
            interest(Epoll.OUT, false);
            run(AssociationHandler::onWritable);
        }
    }

    /** Reads what its own descriptor has, as far as messages are wanted. */
    private void receive(boolean discard) {
        for (int i = 0; i < BATCH && state != State.DOWN && (reading || discard); i++) {
            int length = messages.receive(socket);
            if (length < 0) {
                break;
            }
            boolean more = messages.more();
            if (!discard || messages.isNotification()) {
                take(length);
            }
            if (!more) {
                break;
            }
        }
        tellUp();
    }

    /** Takes what was just read, a message or a notification. */
    void take(int length) {
        if (messages.isNotification()) {
            notified(length);
        } else {
            tellUp();
            received(length);
        }
    }

    private void received(int length) {
        if (state == State.DOWN) {
            return;
        }
        var fragment = messages.in.bytes.limit(length).position(0);
        try {
            if (!reassembly.add(fragment, messages.isEndOfMessage())) {
                LOG.log(Level.WARNING, "{0} sent a message of more than {1} bytes", peer, maxMessageSize);
                fail("message too long");
                return;
            }
        } finally {
            messages.in.bytes.clear();
        }
        var message = reassembly.takeMessage();
        if (message != null) {
            int stream = messages.stream();
            int ppid = messages.ppid();
            boolean unordered = messages.unordered();
            run((owner, self) -> owner.onMessage(self, stream, ppid, unordered, message));
        }
    }

    private void notified(int length) {
        var data = messages.in.bytes;
        int type = Short.toUnsignedInt(data.getShort(0));
        if (type == Sctp.ADAPTATION_INDICATION) {
            peerAdaptationIndication = data.getInt(8);
            return;
        }
        tellUp();
        if (type == Sctp.ASSOC_CHANGE) {
            changed(data.getShort(8), Short.toUnsignedInt(data.getShort(12)), length > Sctp.ASSOC_CHANGE_SIZE);
        } else if (type == Sctp.PEER_ADDR_CHANGE) {
            pathChanged(data.getInt(136));
        }
    }

    private void pathChanged(int code) {
        var address = SocketAddresses.address(messages.in.bytes, 8);
        var change =
                switch (code) {
                    case Sctp.ADDR_AVAILABLE, Sctp.ADDR_CONFIRMED -> PathChange.REACHABLE;
                    case Sctp.ADDR_UNREACHABLE -> PathChange.UNREACHABLE;
                    case Sctp.ADDR_ADDED -> PathChange.ADDED;
                    case Sctp.ADDR_REMOVED -> PathChange.REMOVED;
                    case Sctp.ADDR_MADE_PRIM -> PathChange.PRIMARY;
                    default -> null;
                };
        if (change != null) {
            if (change != PathChange.REACHABLE && change != PathChange.UNREACHABLE) {
                learnPeer();
            }
            run((owner, self) -> owner.onPathChange(self, address, change));
        }
    }

    private void changed(int change, int outboundStreams, boolean byPeer) {
        switch (change) {
            case Sctp.COMM_UP -> up(outboundStreams);
            case Sctp.RESTART -> restarted(outboundStreams);
            case Sctp.SHUTDOWN_COMP -> down(DownReason.SHUTDOWN);
            case Sctp.CANT_STR_ASSOC -> down(DownReason.CANNOT_CONNECT);
            case Sctp.COMM_LOST -> down(KernelEndpoint.reason(state != State.STARTING, byPeer));
            default -> LOG.log(Level.DEBUG, "association change {0} of {1}", change, peer);
        }
    }

    private void up(int outboundStreams) {
        if (state != State.STARTING) {
            return;
        }
        state = State.UP;
        streams = outboundStreams;
        upToTell = true;
        learnPeer();
        peelOff();
    }

    private void learnPeer() {
        var known = sockets.peer(socket, id);
        if (!known.addresses().isEmpty()) {
            int udpPort = peer == null ? udpPort(known) : peer.udpPort();
            peer = new SctpAddress(known.addresses(), known.port(), udpPort);
        } else if (peer == null) {
            release(); // gone before anybody could learn of it
        }
    }

    private int udpPort(Sockets.Peer known) {
        return endpoint.transport().udpPort() == 0
                ? 0
                : sockets.encapsulation(socket, id, known.addresses().getFirst(), known.port());
    }

    /** Without a descriptor of its own it stays with the socket of the endpoint; so it is when it ended already. */
    private void peelOff() {
        if (state == State.DOWN) {
            return;
        }
        int peeled = sockets.peelOff(socket, id);
        if (peeled >= 0) {
            endpoint.peeledOff(this);
            socket = peeled;
            watch = endpoint.watch(peeled, this::ready);
            receive(false);
        } else if (peeled == -Errno.EMFILE || peeled == -Errno.ENFILE) {
            LOG.log(Level.WARNING, "association with {0} refused: too many open files", peer);
            upToTell = handler != null;
            fail("out of resources");
        }
    }

    /** Tells that it is up, which waits until it is known what adaptation layer the peer told, if any. */
    void tellUp() {
        if (!upToTell || state == State.DOWN) {
            return;
        }
        upToTell = false;
        if (handler == null) {
            handler = endpoint.accept(this);
        }
        run(AssociationHandler::onUp);
        if (shutdownWanted) {
            shutdownWanted = false;
            shutdown();
        }
    }

    /** The peer has forgotten this association and made a new one in its place (RFC 9260 section 5.2.4). */
    private void restarted(int outboundStreams) {
        var next = new KernelAssociation(endpoint, id, null, null);
        next.peer = peer;
        next.socket = socket;
        next.peerAdaptationIndication = peerAdaptationIndication; // the kernel does not tell it again
        endpoint.replace(this, next);
        if (watch != null) {
            watch.cancel();
            watch = null;
            next.watch = endpoint.watch(socket, next::ready);
        }
        state = State.DOWN;
        tell(DownReason.ABORTED);
        if (next.state != State.DOWN) {
            next.state = State.UP;
            next.streams = outboundStreams;
            next.upToTell = true;
            next.tellUp();
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
        endpoint.transport().loop().execute(() -> down(DownReason.CANNOT_CONNECT));
    }

    private void fail(String reason) {
        if (state != State.DOWN) {
            abort(reason);
            tell(DownReason.ABORTED);
        }
    }

    private void release() {
        state = State.DOWN;
        endpoint.remove(this);
        if (watch != null) {
            watch.cancel();
            watch = null;
            sockets.libc.close(socket);
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
