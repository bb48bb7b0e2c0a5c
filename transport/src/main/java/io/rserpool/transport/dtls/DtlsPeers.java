package io.rserpool.transport.dtls;

import static io.rserpool.transport.dtls.OpenSsl.call;

import io.rserpool.transport.identity.CertificateIdentity;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.loop.SharedBucket;
import io.rserpool.transport.system.NativeBuffer;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The DTLS connections of one socket, one for each address pair. Who sends first to whom there is no connection with begins one; a peer that begins anew
 * replaces what there is once it has proved who it is. All of it on the event loop.
 */
public final class DtlsPeers implements AutoCloseable {
    /** Where datagrams go. */
    @FunctionalInterface
    public interface Below {
        /**
         * Sends datagrams from the beginning of memory.
         *
         * @param length of all together
         * @param segment of each but the last
         */
        void send(NativeBuffer datagrams, int length, int segment, InetSocketAddress to);
    }

    /** Whom packets are for. */
    public interface Above {
        /** A packet from position 0 to the limit, which it may overwrite. */
        void received(InetSocketAddress from, NativeBuffer packet);

        /** Another member than before speaks from this address. */
        void replaced(InetSocketAddress peer);
    }

    /** Bytes that a record has more than its packet: its header, the explicit nonce, the tag; and what makes it a multiple of 4. */
    public static final int OVERHEAD = 40;

    /** The longest packet in a record (RFC 6347 section 4.1.1), a multiple of 4. */
    public static final int LONGEST = 1 << 14;

    private static final System.Logger LOG = System.getLogger(DtlsPeers.class.getName());
    private static final int BUFFER = 1 << 16;
    private static final Duration BETWEEN_HINTS = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final int HINTS_PER_SECOND = 100;
    private static final int RENEWALS_AT_ONCE = 16;

    private final EventLoop loop;
    private final InetSocketAddress local;
    private final String scope;
    private final DtlsConfig config;
    private final int mtu;
    private final DtlsOutput output;
    private final Above above;
    private final DtlsStatistics statistics;
    private final Cookies cookies;
    private final Map<DtlsRefusal, RepeatedLog> logs = new EnumMap<>(DtlsRefusal.class);
    private final PeerTable peers = new PeerTable();
    private final Handshakes handshakes;
    private final NativeBuffer plain = new NativeBuffer(BUFFER, ByteOrder.BIG_ENDIAN);
    private final SharedBucket answers;
    private final SharedBucket beginnings;
    private final SharedBucket hints;
    private final long clientAddress = call(OpenSsl.ADDRESS_NEW);
    private @Nullable DtlsContext context;
    private @Nullable DtlsConnection listener;
    private EventLoop.Timer sweep;
    private boolean closed;

    /**
     * @param local address of the socket
     * @param scope that peers must belong to
     * @param credentials null = they come later, and nobody is spoken with until then
     * @param mtu the longest datagram in bytes
     * @throws io.rserpool.transport.association.TransportException OpenSSL is missing, or does not take the credentials
     */
    public DtlsPeers(
            EventLoop loop,
            InetSocketAddress local,
            String scope,
            @Nullable Credentials credentials,
            DtlsConfig config,
            int mtu,
            Below below,
            Above above,
            DtlsStatistics statistics) {
        long now = loop.nanoTime();
        this.loop = loop;
        this.local = local;
        this.scope = scope;
        this.config = config;
        this.mtu = mtu;
        this.output = new DtlsOutput(below, mtu);
        this.above = above;
        this.statistics = statistics;
        this.cookies = new Cookies(now);
        this.answers = DtlsConfig.shared(config.helloAnswersPerSecond(), now);
        this.beginnings = DtlsConfig.shared(config.handshakesPerSecond(), now);
        this.hints = DtlsConfig.shared(HINTS_PER_SECOND, now);
        for (var why : DtlsRefusal.values()) {
            logs.put(why, new RepeatedLog(loop, LOG, Level.INFO));
        }
        this.handshakes = new Handshakes(loop, config, new Owner());
        this.context = credentials == null ? null : DtlsContext.ofDatagrams(credentials, cookies);
        this.sweep = loop.schedule(config.sweep(), this::sweep);
    }

    /** Handshakes from now on are made with these; connections that we began are renewed one after the other, and carry on meanwhile. */
    public void use(Credentials credentials) {
        var newer = DtlsContext.ofDatagrams(credentials, cookies);
        closeContext();
        context = newer;
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    private void closeContext() {
        if (context != null) {
            context.close();
        }
    }

    /** Who speaks from an address, as far as it is proved. */
    public Optional<PeerIdentity> identity(InetSocketAddress address) {
        var peer = peers.find(address);
        return peer == null || peer.current == null ? Optional.empty() : Optional.of(peer.current.peer());
    }

    // What is to leave.

    /** Encrypts and sends packets; without a connection it begins one. */
    public void send(NativeBuffer packets, int length, int segment, InetSocketAddress to) {
        if (closed || context == null) {
            return;
        }
        var peer = peers.at(to, loop.nanoTime());
        var connection = peer.current;
        if (connection != null) {
            output.encrypt(peer, connection, packets, length, segment);
            return;
        }
        peer.keep(packets.bytes, length, segment);
        if (peer.pending == null) {
            begin(peer);
        }
    }

    // What arrives.

    /**
     * A datagram has arrived.
     *
     * @param datagram from position 0 to the limit
     */
    public void received(InetSocketAddress from, NativeBuffer datagram) {
        if (closed || context == null) {
            return;
        }
        var bytes = datagram.bytes;
        if (!DtlsRecord.isDtls(bytes)) {
            refuse(DtlsRefusal.PLAIN, from, "it speaks plain SCTP, and this scope requires security");
            return;
        }
        var peer = peers.find(from);
        if (DtlsRecord.isClientHello(bytes)) {
            hello(peer, from, datagram);
        } else if (!DtlsRecord.isEncrypted(bytes) && DtlsRecord.isAlert(bytes)) {
            hinted(peer);
        } else if (peer != null && !peer.isIdle()) {
            peer.heard = loop.nanoTime();
            deliver(peer, datagram);
        } else if (DtlsRecord.isEncrypted(bytes) && hints.take(from.getAddress(), loop.nanoTime())) {
            output.hint(from);
        }
    }

    /** Who may have forgotten us is asked by a handshake, beside the connection that there is. */
    private void hinted(@Nullable DtlsPeer peer) {
        long now = loop.nanoTime();
        if (peer != null
                && peer.current != null
                && peer.pending == null
                && now - peer.hinted > BETWEEN_HINTS.toNanos()) {
            peer.hinted = now;
            begin(peer);
        }
    }

    private void deliver(DtlsPeer peer, NativeBuffer datagram) {
        int length = datagram.bytes.limit();
        var pending = peer.pending;
        if (peer.current != null && read(peer, peer.current, datagram, length)) {
            return;
        }
        if (peer.former != null && read(peer, peer.former, datagram, length)) {
            return;
        }
        if (pending != null && pending == peer.pending && !pending.isClosed()) {
            pending.put(datagram, length);
            advance(peer, pending);
        }
    }

    /** Whether there was a packet in it that this connection could decrypt. */
    private boolean read(DtlsPeer peer, DtlsConnection connection, NativeBuffer datagram, int length) {
        connection.put(datagram, length);
        boolean any = false;
        while (!connection.isClosed()) {
            int size = connection.read(plain);
            if (size <= 0) {
                output.flush(peer, connection);
                if (size < 0) {
                    over(peer, connection);
                }
                return any;
            }
            any = true;
            plain.bytes.clear().limit(size);
            above.received(peer.address, plain);
        }
        return any;
    }

    private void over(DtlsPeer peer, DtlsConnection connection) {
        connection.close();
        if (peer.current == connection) {
            peer.current = null;
        } else if (peer.former == connection) {
            peer.former = null;
        }
        forgetIfIdle(peer);
    }

    private void forgetIfIdle(DtlsPeer peer) {
        if (peer.isIdle()) {
            peers.remove(peer);
        }
    }

    // Handshakes.

    private final class Owner implements Handshakes.Owner {
        @Override
        public void failed(DtlsPeer peer, DtlsRefusal why, String text) {
            DtlsPeers.this.failed(peer, why, text);
        }

        @Override
        public void flush(DtlsPeer peer, DtlsConnection connection) {
            output.flush(peer, connection);
        }
    }

    private void begin(DtlsPeer peer) {
        if (!handshakes.makeRoom(peer.address)) {
            refuse(DtlsRefusal.TOO_MANY, peer.address, "more handshakes are under way than it may have");
            forgetIfIdle(peer);
            return;
        }
        var connection = DtlsConnection.client(Objects.requireNonNull(context), mtu, loop.nanoTime());
        handshakes.add(peer, connection);
        advance(peer, connection);
    }

    /** A client's first message, or its second one with a cookie, or one of these again. */
    private void hello(@Nullable DtlsPeer known, InetSocketAddress from, NativeBuffer datagram) {
        var pending = known == null ? null : known.pending;
        if (known != null && pending != null) {
            if (pending.isClient && known.current == null && isOurs(from)) {
                return; // It will answer ours.
            }
            if (!pending.isClient && known.repeats(datagram.bytes)) {
                pending.put(datagram, datagram.bytes.limit());
                advance(known, pending);
                return;
            }
        }
        long now = loop.nanoTime();
        if (!answers.take(from.getAddress(), now)) {
            return; // It will come again.
        }
        var listening = listener == null ? DtlsConnection.server(Objects.requireNonNull(context), mtu, now) : listener;
        listener = listening;
        cookies.client(from, now);
        listening.put(datagram, datagram.bytes.limit());
        boolean proved = listening.listen(clientAddress);
        if (!proved) {
            output.flush(listening, from);
            return;
        }
        listener = null;
        accept(from, listening, DtlsPeer.random(datagram.bytes));
    }

    /** When both begin at once, the handshake of the one with the lower address is the one. */
    private boolean isOurs(InetSocketAddress peer) {
        int order = Arrays.compareUnsigned(
                local.getAddress().getAddress(), peer.getAddress().getAddress());
        return order == 0 ? local.getPort() < peer.getPort() : order < 0;
    }

    private void accept(InetSocketAddress from, DtlsConnection connection, byte[] random) {
        if (peers.find(from) == null && peers.ofHost(from.getAddress()) >= config.connectionsPerHost()) {
            connection.close();
            refuse(DtlsRefusal.TOO_MANY, from, "there are as many connections with its address as there may be");
            return;
        }
        if (!beginnings.take(from.getAddress(), loop.nanoTime()) || !handshakes.makeRoom(from)) {
            connection.close();
            refuse(DtlsRefusal.TOO_MANY, from, "more handshakes are under way than it may have");
            return;
        }
        var peer = peers.at(from, loop.nanoTime());
        peer.random = random;
        handshakes.add(peer, connection);
        advance(peer, connection);
    }

    private void advance(DtlsPeer peer, DtlsConnection connection) {
        var step = connection.handshake();
        output.flush(peer, connection);
        if (step == DtlsConnection.Step.FAILED) {
            var why = connection.failure();
            failed(peer, DtlsRefusal.ofFailure(why), why);
        } else if (step == DtlsConnection.Step.DONE) {
            proved(peer, connection);
        }
    }

    private void proved(DtlsPeer peer, DtlsConnection connection) {
        try {
            var identity = CertificateIdentity.of(connection.certificate());
            if (!identity.scope().equals(scope)) {
                refused(peer, connection, DtlsRefusal.OTHER_SCOPE, "it belongs to scope " + identity.scope());
                return;
            }
            statistics.established();
            connection.established(identity, statistics::ended);
        } catch (CertificateException e) {
            refused(peer, connection, DtlsRefusal.NO_MEMBER, String.valueOf(e.getMessage()));
            return;
        }
        established(peer, connection);
    }

    private void refused(DtlsPeer peer, DtlsConnection connection, DtlsRefusal why, String text) {
        connection.sayGoodbye();
        output.flush(peer, connection);
        failed(peer, why, text);
    }

    private void established(DtlsPeer peer, DtlsConnection connection) {
        handshakes.remove(peer);
        var before = peer.current;
        if (peer.former != null) {
            peer.former.close();
        }
        peer.former = before;
        peer.current = connection;
        peer.pending = null;
        peer.random = new byte[0];
        peer.heard = loop.nanoTime();
        if (before != null && !isSameMember(before.peer(), connection.peer())) {
            before.close();
            peer.former = null;
            above.replaced(peer.address);
        }
        while (!peer.early.isEmpty() && peer.current == connection) {
            var packet = peer.early.remove();
            plain.bytes.clear().put(packet);
            output.encrypt(peer, connection, plain, packet.length, packet.length);
        }
    }

    /** A renewed certificate may be for other handles: what may be done is looked up when it is done. */
    private static boolean isSameMember(PeerIdentity one, PeerIdentity other) {
        return one.name().equals(other.name()) && one.roles().equals(other.roles());
    }

    private void failed(DtlsPeer peer, DtlsRefusal why, String text) {
        handshakes.remove(peer);
        if (peer.pending != null) {
            peer.pending.close();
            peer.pending = null;
        }
        peer.early.clear();
        refuse(why, peer.address, text);
        forgetIfIdle(peer);
    }

    private void refuse(DtlsRefusal why, InetSocketAddress whom, String text) {
        statistics.refused(why);
        Objects.requireNonNull(logs.get(why)).log(() -> "%s port %d is refused: %s"
                .formatted(whom.getAddress().getHostAddress(), whom.getPort(), text));
    }

    /** Ends what is not used or has expired, and renews what was made with older credentials. */
    private void sweep() {
        long now = loop.nanoTime();
        long millis = loop.currentTimeMillis();
        int renewals = 0;
        for (var peer : peers.all()) {
            if (peer.former != null) {
                peer.former.close();
                peer.former = null;
            }
            var connection = peer.current;
            if (connection == null) {
                forgetIfIdle(peer);
            } else if (now - peer.heard > config.idle().toNanos()
                    || millis > connection.peer().notAfter().plus(GRACE).toEpochMilli()) {
                connection.sayGoodbye();
                output.flush(peer, connection);
                over(peer, connection);
            } else if (connection.isClient
                    && connection.context != context
                    && peer.pending == null
                    && renewals++ < RENEWALS_AT_ONCE) {
                begin(peer);
            }
        }
        sweep = loop.schedule(config.sweep(), this::sweep);
    }

    /**
     * The packet that was in a datagram which could not be delivered.
     *
     * @param quoted the beginning of the datagram
     * @return the beginning of the packet; null = it is none of ours, or proves nothing
     */
    public @Nullable ByteBuffer undelivered(InetSocketAddress to, ByteBuffer quoted) {
        var peer = peers.find(to);
        return peer == null ? null : peer.sent.packet(quoted);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        for (var peer : peers.all()) {
            if (peer.current != null) {
                peer.current.sayGoodbye();
                output.flush(peer, peer.current);
            }
        }
        closed = true;
        sweep.cancel();
        peers.all().forEach(DtlsPeer::close);
        peers.clear();
        handshakes.close();
        if (listener != null) {
            listener.close();
        }
        closeContext();
        cookies.close();
        call(OpenSsl.ADDRESS_FREE, clientAddress);
    }
}
