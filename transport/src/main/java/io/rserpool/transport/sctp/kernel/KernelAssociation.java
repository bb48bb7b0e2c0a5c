package io.rserpool.transport.sctp.kernel;

import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.PeerPath;
import io.rserpool.transport.loop.DescriptorHandler;
import io.rserpool.transport.loop.DescriptorWatch;
import io.rserpool.transport.sctp.stack.StackAssociation;
import io.rserpool.transport.system.Epoll;
import io.rserpool.transport.system.Errno;
import io.rserpool.transport.system.SocketAddresses;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An association: first one of its endpoint's socket, and once up with a descriptor of its own. */
final class KernelAssociation extends StackAssociation {
    private static final System.Logger LOG = System.getLogger(KernelAssociation.class.getName());
    private static final int BATCH = 64;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final KernelEndpoint endpoint;
    private final Sockets sockets;
    private final Messages messages;
    private final Bundle bundle;
    private final int id;
    private final KernelPaths paths;
    private int socket;
    private @Nullable DescriptorWatch watch;
    private boolean upToTell;
    private boolean shutdownWanted;
    private boolean reading = true;
    private boolean refused;
    private Bundle.@Nullable Late late;

    /** The end in order comes once what is late has been sent. */
    private boolean endsLate;

    KernelAssociation(
            KernelEndpoint endpoint, int id, @Nullable EndpointAddress peer, @Nullable AssociationHandler handler) {
        super(endpoint.maxMessageSize(), peer, handler);
        this.endpoint = endpoint;
        this.sockets = endpoint.transport().sockets;
        this.messages = endpoint.transport().messages;
        this.bundle = endpoint.transport().bundle;
        this.id = id;
        this.socket = endpoint.socket();
        this.paths = new KernelPaths(this, endpoint);
    }

    private KernelAssociation(KernelAssociation forgotten) {
        super(forgotten);
        this.endpoint = forgotten.endpoint;
        this.sockets = forgotten.sockets;
        this.messages = forgotten.messages;
        this.bundle = forgotten.bundle;
        this.id = forgotten.id;
        this.socket = forgotten.socket;
        this.paths = new KernelPaths(this, endpoint);
    }

    int id() {
        return id;
    }

    int socket() {
        return socket;
    }

    boolean isWith(EndpointAddress other) {
        var peer = peerIfKnown();
        return peer != null && peer.port() == other.port() && peer.addresses().contains(other.primary());
    }

    @Override
    public KernelEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public long smoothedRttNanos() {
        return hasPaths() ? paths.smoothedRttNanos() : 0;
    }

    @Override
    public List<PeerPath> paths() {
        return hasPaths() ? paths.all() : List.of();
    }

    private boolean hasPaths() {
        return state() != State.STARTING && state() != State.DOWN;
    }

    @Override
    public void setPrimary(InetAddress peerAddress) {
        paths.setPrimary(peerAddress);
    }

    @Override
    public void requestPeerPrimary(InetAddress localAddress) {
        paths.requestPeerPrimary(localAddress);
    }

    /** Adds a local address to, or removes it from, those of its own descriptor; its peer is told. */
    void bindMore(int operation, InetAddress address) {
        if (watch != null) {
            paths.bindMore(operation, address);
        }
    }

    @Override
    protected boolean transmit(int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (shutdownWanted || id == 0) {
            return false;
        }
        int flags = unordered ? Sctp.FLAG_UNORDERED : 0;
        if (!sendHeld(bundle.takes(this, payload))) {
            return false;
        }
        if (bundle.takes(this, payload)) {
            bundle.hold(stream, ppid, flags, payload);
            return true;
        }
        int result = messages.send(socket, id, stream, ppid, flags, payload);
        if (result < 0) {
            notSent(-result);
        }
        return result >= 0;
    }

    /** What was held back goes first. */
    private boolean sendHeld(boolean more) {
        if (late != null) {
            int result = messages.send(socket, id, late.stream(), late.ppid(), late.flags(), late.payload());
            if (result < 0) {
                notSent(-result);
                return false;
            }
            late = null;
        }
        if (bundle.holds(this)) {
            int result = bundle.send(more, socket, id);
            if (result < 0) {
                late = bundle.takeLate();
                notSent(-result);
                return false;
            }
        }
        return true;
    }

    /** Whoever sends waits for {@code onWritable} or {@code onDown}: one of them comes, whatever the error. */
    private void notSent(int error) {
        var loop = endpoint.transport().loop();
        switch (SendError.of(error)) {
            case FULL -> {
                refused = true;
                interest(Epoll.OUT, true);
            }
            case SHORTAGE -> {
                refused = true;
                loop.schedule(SendError.AFTER_SHORTAGE, this::writable);
            }
            // Not now, because the sender does not expect it within its call.
            case ENDING -> loop.execute(this::receiveNews);
            case GONE -> loop.execute(() -> gone(error));
        }
    }

    /** The kernel's own news of it comes first, if it has any. */
    private void gone(int error) {
        receiveNews();
        if (state() == State.STARTING) {
            sendAbort(NOTHING);
            down(DownReason.CANNOT_CONNECT);
        } else if (state() != State.DOWN) {
            LOG.log(Level.DEBUG, "cannot send to {0}: {1}", peerIfKnown(), Errno.text(error));
            fail("cannot send");
        }
    }

    private void receiveNews() {
        if (watch != null) {
            receive(!reading);
        }
    }

    private void interest(int events, boolean wanted) {
        if (watch != null) {
            watch.interest(events, wanted);
        }
    }

    @Override
    public void setReading(boolean wanted) {
        reading = wanted;
        readingChanged(wanted);
        interest(Epoll.IN, wanted);
    }

    @Override
    public void setHeartbeatInterval(Duration interval) {
        if (state() == State.UP && watch != null) {
            sockets.heartbeat(socket, id, interval);
        }
    }

    /** An early one waits until the handler knows that it is up. */
    @Override
    protected void sendShutdown() {
        if (state() == State.STARTING) {
            shutdownWanted = true;
        } else {
            endsLate = !sendHeld(false);
            if (!endsLate) {
                sendEnd();
            }
        }
    }

    private void sendEnd() {
        messages.send(socket, id, 0, 0, Sctp.FLAG_EOF, NOTHING);
    }

    @Override
    protected void sendAbort(ByteBuffer reason) {
        if (id != 0) {
            messages.send(socket, id, 0, 0, Sctp.FLAG_ABORT, reason);
        }
    }

    private final class Ready implements DescriptorHandler {
        @Override
        public void ready(int events) {
            if (reading) {
                receive(false);
            } else if ((events & (Epoll.ERROR | Epoll.HANG_UP)) != 0) {
                receive(true); // a failed association is reported even while its messages are not wanted; they are lost
            }
            if ((events & Epoll.OUT) != 0) {
                writable();
            }
        }

        @Override
        public void failed(Throwable cause) {
            fail("internal error");
        }
    }

    /** There may be room after a send that was refused. */
    private void writable() {
        if (!refused || (state() != State.UP && !endsLate)) {
            return;
        }
        refused = false;
        interest(Epoll.OUT, false);
        if (!sendHeld(false)) {
            return; // and refused again
        }
        if (endsLate) {
            endsLate = false;
            sendEnd();
        } else {
            run(AssociationHandler::onWritable);
        }
    }

    /** Reads what its own descriptor has, as far as messages are wanted. */
    private void receive(boolean discard) {
        boolean bundles = bundle.begin(this);
        try {
            receiveAll(discard);
        } finally {
            if (bundles) {
                if (state() != State.DOWN) {
                    sendHeld(false);
                }
                bundle.end();
            }
        }
        tellUp();
    }

    private void receiveAll(boolean discard) {
        for (int i = 0; i < BATCH && state() != State.DOWN && (reading || discard); i++) {
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
    }

    /** Takes what was just read, a message or a notification. */
    void take(int length) {
        if (messages.isNotification()) {
            notified(length);
            return;
        }
        tellUp();
        received(
                messages.in.bytes,
                length,
                messages.isEndOfMessage(),
                messages.stream(),
                messages.ppid(),
                messages.unordered());
    }

    private static @Nullable ByteBuffer abort(ByteBuffer notification, int length) {
        return length > Sctp.ASSOC_CHANGE_SIZE
                ? notification.slice(Sctp.ASSOC_CHANGE_SIZE, length - Sctp.ASSOC_CHANGE_SIZE)
                : null;
    }

    private void notified(int length) {
        var data = messages.in.bytes;
        int type = Short.toUnsignedInt(data.getShort(0));
        if (type == Sctp.ADAPTATION_INDICATION) {
            setPeerAdaptationIndication(data.getInt(8));
            return;
        }
        tellUp();
        if (type == Sctp.ASSOC_CHANGE) {
            int streams = Short.toUnsignedInt(data.getShort(12));
            changed(data.getShort(8) - Sctp.COMM_UP, streams, abort(data, length));
        } else if (type == Sctp.PEER_ADDR_CHANGE) {
            pathChanged(data.getInt(136));
        }
    }

    private void pathChanged(int code) {
        var address = SocketAddresses.address(messages.in.bytes, 8);
        var change = KernelPaths.change(code);
        if (change != null) {
            if (change != PathChange.REACHABLE && change != PathChange.UNREACHABLE) {
                learnPeer();
            }
            pathChanged(address, change);
        }
    }

    @Override
    protected void established() {
        upToTell = true;
        learnPeer();
        peelOff();
    }

    private void learnPeer() {
        var peer = paths.learnPeer(peerIfKnown());
        if (peer != null) {
            setPeer(peer);
        } else {
            release(); // gone before anybody could learn of it
        }
    }

    /** Without a descriptor of its own it stays with the socket of the endpoint; so it is when it ended already. */
    private void peelOff() {
        if (state() == State.DOWN) {
            return;
        }
        int peeled = sockets.peelOff(socket, id);
        if (peeled >= 0) {
            takeDescriptor(peeled);
        } else if (peeled == -Errno.EMFILE || peeled == -Errno.ENFILE) {
            refuse(Errno.text(-peeled));
        }
    }

    private void takeDescriptor(int peeled) {
        try {
            int events = (reading ? Epoll.IN : 0) | (refused ? Epoll.OUT : 0);
            watch = endpoint.transport().loop().watch(peeled, events, new Ready());
        } catch (IOException e) {
            sockets.libc.close(peeled);
            refuse(e.getMessage());
            return;
        }
        endpoint.peeledOff(this);
        socket = peeled;
        receive(false);
    }

    private void refuse(@Nullable String why) {
        var refused = peerIfKnown();
        endpoint.refusals().log(() -> "association with " + refused + " refused: " + why);
        upToTell = hasHandler();
        fail("out of resources");
    }

    /** Tells that it is up, which waits until it is known what adaptation layer the peer told, if any. */
    void tellUp() {
        if (!upToTell || state() == State.DOWN) {
            return;
        }
        upToTell = false;
        tellHandlerUp();
        if (shutdownWanted) {
            shutdownWanted = false;
            shutdown();
        }
    }

    @Override
    protected KernelAssociation replacement() {
        var next = new KernelAssociation(this);
        endpoint.replace(this, next);
        if (watch != null) {
            watch.handOver(next.new Ready());
            next.watch = watch;
            watch = null;
        }
        return next;
    }

    @Override
    protected void replaced() {
        upToTell = true;
        tellUp();
    }

    @Override
    protected void free() {
        endpoint.remove(this);
        if (watch != null) {
            watch.cancel();
            watch = null;
            sockets.libc.close(socket);
        }
    }
}
