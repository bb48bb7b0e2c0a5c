package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.dtls.DtlsRecord;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Security;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.loop.SharedBucket;
import io.rserpool.transport.loop.TokenBucket;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.system.NativeBuffer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * SCTP in user space at one local address, over UDP or IP. Several may be open in a process, on the same event
 * loop.
 */
public final class UsrsctpTransport implements SctpTransport {
    private static final System.Logger LOG = System.getLogger(UsrsctpTransport.class.getName());
    private static final int FIRST_EPHEMERAL_PORT = 49_152;

    /** INITs that are looked at; those beyond are as good as lost on the way, and come again. */
    private static final int INITS_PER_SECOND = 8_000;

    private static final int INITS_PER_SECOND_OF_ADDRESS = 2_000;

    private final SelectorEventLoop loop;
    private final UsrsctpConfig config;
    private final PacketSocket socket;
    private final InetSocketAddress local;
    private final UsrsctpStack stack;
    private final int packetSize;
    private final int maxCwnd;

    private final NativeBuffer answer = new NativeBuffer(64, ByteOrder.BIG_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private final PathTable paths = new PathTable();
    private final RepeatedLog refusals;
    private final RepeatedLog secured;
    private final Set<Path> handshakes = new LinkedHashSet<>();
    private final Map<Integer, UsrsctpEndpoint> endpoints = new HashMap<>();
    private final SharedBucket inits;
    private final @Nullable TokenBucket strangers;
    private boolean closed;

    /**
     * Binds a UDP port. Callable from any thread.
     *
     * @param bind local address, not a wildcard, with a UDP port or 0 for any free one
     * @throws TransportException the address is not ours or taken, or libusrsctp is missing
     */
    public static UsrsctpTransport open(SelectorEventLoop loop, InetSocketAddress bind, UsrsctpConfig config) {
        return on(
                loop,
                () -> new UsrsctpTransport(loop, config, () -> UdpSocket.open(bind, config.socketBuffer()), true));
    }

    /**
     * Binds a UDP port, and speaks with members of the scope alone: DTLS is below SCTP (RFC 8261). Callable from any thread.
     *
     * @param bind as {@link #open}
     * @throws TransportException as {@link #open}; libssl is missing or does not take the credentials
     */
    public static UsrsctpTransport secured(
            SelectorEventLoop loop, InetSocketAddress bind, UsrsctpConfig config, UsrsctpSecurity security) {
        return on(
                loop,
                () -> new UsrsctpTransport(
                        loop, config, () -> secured(loop, bind, config.socketBuffer(), security), true));
    }

    private static PacketSocket secured(
            SelectorEventLoop loop, InetSocketAddress bind, int buffer, UsrsctpSecurity security) throws IOException {
        var below = UdpSocket.open(bind, buffer);
        try {
            return new SecuredSocket(loop, below, security);
        } catch (RuntimeException e) {
            below.close();
            throw e;
        }
    }

    /**
     * Takes SCTP over IP at a local address. Callable from any thread. Packets that belong to no association of this
     * transport are left alone: there may be another stack at this address, and who sent them gives up by itself.
     *
     * @param address no wildcard
     * @throws TransportException the address is not ours, the capability NET_RAW or libusrsctp is missing
     */
    public static UsrsctpTransport overIp(SelectorEventLoop loop, InetAddress address, UsrsctpConfig config) {
        return on(
                loop,
                () -> new UsrsctpTransport(loop, config, () -> IpSocket.open(address, config.socketBuffer()), false));
    }

    @FunctionalInterface
    private interface Opening {
        PacketSocket open() throws IOException;
    }

    private static <T> T on(SelectorEventLoop loop, Supplier<T> task) {
        if (loop.isClosed()) {
            loop.close(); // waits for its thread, after which this one may do its work
            return task.get();
        }
        if (loop.inEventLoop()) {
            return task.get();
        }
        return loop.call(task::get);
    }

    private UsrsctpTransport(SelectorEventLoop loop, UsrsctpConfig config, Opening opening, boolean answersStrangers) {
        this.loop = loop;
        this.config = config;
        this.refusals = new RepeatedLog(loop, LOG, Level.INFO);
        this.secured = new RepeatedLog(loop, LOG, Level.WARNING);
        this.inits = new SharedBucket(INITS_PER_SECOND, INITS_PER_SECOND_OF_ADDRESS, loop.nanoTime());
        this.strangers = answersStrangers ? new TokenBucket(1000, loop.nanoTime()) : null;
        this.stack = UsrsctpStack.acquire(loop, config.maxMessageSize());
        PacketSocket opened = null;
        try {
            opened = opening.open();
            socket = opened;
            local = socket.local();
            packetSize = config.mtu() > 0 ? socket.inside(config.mtu()) : socket.packetSize(0);
            maxCwnd = socket.maxCwnd();
            socket.whenReadable(loop, this::readable);
            socket.whenReplaced(this::replaced);
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            stack.release();
            throw e instanceof TransportException known
                    ? known
                    : new TransportException("no socket: " + e.getMessage(), e);
        }
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public List<InetAddress> localAddresses() {
        return List.of(local.getAddress());
    }

    @Override
    public int udpPort() {
        return local.getPort();
    }

    @Override
    public Security security() {
        return socket.security();
    }

    UsrsctpStack stack() {
        return stack;
    }

    UsrsctpConfig config() {
        return config;
    }

    /** The longest SCTP packet that is sent, in bytes. */
    public int packetSize() {
        return packetSize;
    }

    /** Peers whose initial handshake is under way. */
    int handshakes() {
        return handshakes.size();
    }

    int maxCwnd() {
        return maxCwnd;
    }

    @Override
    public Endpoint open(int port, SctpOptions options) {
        if (closed) {
            throw new TransportException("the transport at " + UdpSocket.text(local) + " is closed");
        }
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("SCTP port " + port + " is not within 0..65535");
        }
        int chosen = port == 0 ? freePort() : port;
        if (endpoints.containsKey(chosen)) {
            throw new TransportException("SCTP port " + chosen + " is taken at " + UdpSocket.text(local));
        }
        var endpoint = new UsrsctpEndpoint(this, chosen, options);
        endpoints.put(chosen, endpoint);
        return endpoint;
    }

    private int freePort() {
        int count = 0x10000 - FIRST_EPHEMERAL_PORT;
        int offset = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            int port = FIRST_EPHEMERAL_PORT + (offset + i) % count;
            if (!endpoints.containsKey(port)) {
                return port;
            }
        }
        throw new TransportException("no SCTP port is free at " + UdpSocket.text(local));
    }

    /** A path for an association that is to be initiated. */
    Path outgoingPath(EndpointAddress peer, int localPort) {
        if ((peer.udpPort() == 0) != (udpPort() == 0)) {
            throw new TransportException(
                    udpPort() == 0
                            ? "SCTP over IP cannot reach " + peer + ", which has a UDP port"
                            : "SCTP over UDP needs the UDP port of " + peer);
        }
        if (!PacketSocket.sameFamily(peer.primary(), local.getAddress())) {
            throw new TransportException(peer + " is not of the address family of " + UdpSocket.text(local));
        }
        var known = paths.find(peer.udp(), localPort, peer.port());
        if (known != null && known.association != null) {
            throw new TransportException("there is an association of port " + localPort + " with " + peer + " already");
        }
        if (known != null) {
            forget(known);
        }
        var path = stack.outgoingPath(this, peer.udp(), localPort, peer.port());
        if (path == null) {
            throw new TransportException("too many associations in this process");
        }
        paths.add(path);
        return path;
    }

    void forget(Path path) {
        path.association = null;
        paths.remove(path);
        handshakes.remove(path);
        stack.forget(path);
    }

    /** The peer has proved to be there; its path is no mere handshake any more. */
    void established(Path path) {
        handshakes.remove(path);
    }

    private void readable() throws IOException {
        stack.timers.synchronise();
        stack.holdDrain();
        try {
            socket.receive(this::received);
            socket.readErrors(this::refused);
        } finally {
            stack.drain();
        }
    }

    /**
     * A peer's host says that nobody has its UDP port: with the process, all state of the association is gone. That is an
     * ABORT in all but name (RFC 9260 section 10). What the peer said before waits to be read, and goes first.
     */
    void refused(InetSocketAddress to, ByteBuffer quoted) {
        var path = paths.find(to, Packet.sourcePort(quoted), Packet.destinationPort(quoted));
        if (path == null) {
            return;
        }
        var association = path.association;
        if (association == null || !path.tags.areIn(quoted)) {
            return; // over, or forged
        }
        int tag = Packet.verificationTag(quoted);
        // The second task comes after the channels had another turn.
        loop.execute(() -> loop.execute(() -> gone(path, association, tag)));
    }

    /** Who speaks from this address, where that is proved. */
    Optional<PeerIdentity> identity(InetSocketAddress peer) {
        return socket.identity(peer);
    }

    /**
     * Proves its identity by these from now on; associations last. On the loop.
     *
     * @throws TransportException they cannot be used; those before stay in use
     * @throws UnsupportedOperationException it is not {@link #secured}
     */
    public void use(Credentials credentials) {
        socket.use(credentials);
    }

    /** Associations with whoever had this address before are over. */
    private void replaced(InetSocketAddress peer) {
        for (var path : paths.of(peer)) {
            var association = path.association;
            if (association != null) {
                association.peerIsGone();
            } else {
                forget(path);
            }
        }
    }

    private void gone(Path path, UsrsctpAssociation association, int tag) {
        if (path.association == association && path.tags.verificationTag() == tag) {
            refusals.log(() -> "the host of " + UdpSocket.text(path.peer) + " says that nobody has this UDP port");
            association.peerIsGone();
        }
    }

    private void received(InetSocketAddress from, NativeBuffer received) {
        var packet = received.bytes;
        if (closed || packet.limit() < Packet.SHORTEST) {
            return;
        }
        if (!Packet.checksumMatches(crc, packet)) {
            notSctp(from, packet);
            return;
        }
        int peerPort = Packet.sourcePort(packet);
        int localPort = Packet.destinationPort(packet);
        boolean begins = Packet.firstChunk(packet) == Packet.INIT;
        if (peerPort == 0 || localPort == 0 || (begins && !inits.take(from.getAddress(), stack.timers.now()))) {
            return;
        }
        var path = paths.find(from, localPort, peerPort);
        if (path != null && path.listed && begins) {
            // Perhaps the last association just ended, unnoticed as yet, and this begins the next.
            stack.drain();
            path = paths.find(from, localPort, peerPort);
        }
        if (path == null && !closed) {
            path = newcomer(packet, from, localPort, peerPort);
        }
        if (path != null) {
            input(path, received);
        }
    }

    /** Half a scope that is secured does not work, and says nothing of it by itself. */
    private void notSctp(InetSocketAddress from, ByteBuffer packet) {
        if (!security().required() && DtlsRecord.isDtls(packet)) {
            secured.log(() -> UdpSocket.text(from) + " speaks DTLS: its scope requires security, which is off here");
        }
    }

    private void input(Path path, NativeBuffer packet) {
        boolean handshake = path.association == null;
        stack.input(path, packet, packet.bytes.limit());
        if (handshake) {
            var endpoint = endpoints.get(path.localPort);
            if (endpoint != null) {
                endpoint.acceptAll();
            }
        }
    }

    /** A path for somebody who knocks; a stranger's other packets are answered as RFC 9260 section 8.4 says. */
    private @Nullable Path newcomer(ByteBuffer packet, InetSocketAddress from, int localPort, int peerPort) {
        var endpoint = endpoints.get(localPort);
        var listener = endpoint == null ? null : endpoint.listener();
        if (listener == null || !Packet.isInit(packet)) {
            if (strangers != null && strangers.take(stack.timers.now()) && Packet.outOfTheBlue(packet, answer.bytes)) {
                int length = answer.bytes.limit();
                transmit(answer, length, length, from);
            }
            return null;
        }
        if (handshakes.size() >= config.handshakes()) {
            forget(handshakes.iterator().next());
        }
        var path = stack.incomingPath(this, from, listener, peerPort);
        if (path != null) {
            paths.add(path);
            handshakes.add(path);
        }
        return path;
    }

    boolean sendsSegments() {
        return socket.sendsSegments();
    }

    /** Sends packets, all but the last of the same length, to which it adds the checksums. */
    void transmit(NativeBuffer packets, int length, int segment, InetSocketAddress to) {
        if (closed) {
            return;
        }
        packets.bytes.clear();
        Packet.seal(crc, packets.bytes, length, segment);
        try {
            socket.send(packets, length, segment, to);
        } catch (IOException | RuntimeException e) {
            // As good as lost on the way: the protocol sends it again or gives the peer up.
            LOG.log(Level.DEBUG, () -> "cannot send to " + to, e);
        }
    }

    /** Ends the handshakes of a port that is not listened on any more. */
    void stopped(Listener listener) {
        for (var path : new ArrayList<>(handshakes)) {
            if (path.insideLocalPort == listener.insidePort()) {
                forget(path);
            }
        }
    }

    /** Whether {@link #close} was called. On the loop. */
    public boolean isClosed() {
        return closed;
    }

    void remove(UsrsctpEndpoint endpoint) {
        endpoints.remove(endpoint.port(), endpoint);
    }

    /** Callable from any thread, also when the loop is closed already. */
    @Override
    public void close() {
        on(loop, () -> {
            closeOnLoop();
            return true;
        });
    }

    private void closeOnLoop() {
        if (closed) {
            return;
        }
        for (var endpoint : new ArrayList<>(endpoints.values())) {
            endpoint.close();
        }
        stack.outbox.flush();
        closed = true;
        socket.close();
        stack.release();
    }
}
