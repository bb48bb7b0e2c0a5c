package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.dtls.DtlsPeers;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Security;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.system.NativeBuffer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** SCTP over DTLS over UDP: the encapsulation of RFC 8261, one DTLS connection for each address pair. */
final class SecuredSocket implements PacketSocket {
    private static final System.Logger LOG = System.getLogger(SecuredSocket.class.getName());

    /** Handshakes pass where larger packets would be lost. */
    private static final int LONGEST_HANDSHAKE_DATAGRAM = 1200;

    private final PacketSocket below;
    private final Security security;
    private final DtlsPeers peers;
    private Receiver receiver = (from, packet) -> {};
    private Consumer<InetSocketAddress> replaced = peer -> {};

    SecuredSocket(SelectorEventLoop loop, PacketSocket below, UsrsctpSecurity security) {
        this.below = below;
        this.security = Security.of(security.scope());
        this.peers = new DtlsPeers(
                loop,
                below.local(),
                security.scope(),
                security.credentials(),
                security.config(),
                Math.min(below.packetSize(0), LONGEST_HANDSHAKE_DATAGRAM),
                this::transmit,
                new Packets(),
                security.statistics());
    }

    /** What comes out of DTLS. */
    private final class Packets implements DtlsPeers.Above {
        @Override
        public void received(InetSocketAddress from, NativeBuffer packet) {
            receiver.received(from, packet);
        }

        @Override
        public void replaced(InetSocketAddress peer) {
            replaced.accept(peer);
        }
    }

    private void transmit(NativeBuffer datagrams, int length, int segment, InetSocketAddress to) {
        try {
            below.send(datagrams, length, segment, to);
        } catch (IOException e) {
            // As good as lost on the way.
            LOG.log(Level.DEBUG, () -> "cannot send to " + to, e);
        }
    }

    @Override
    public InetSocketAddress local() {
        return below.local();
    }

    @Override
    public int packetSize(int pathMtu) {
        return inside(below.packetSize(pathMtu));
    }

    @Override
    public int inside(int datagram) {
        return Math.min(datagram - DtlsPeers.OVERHEAD, DtlsPeers.LONGEST) & ~3;
    }

    @Override
    public int maxCwnd() {
        return below.maxCwnd();
    }

    @Override
    public void whenReadable(SelectorEventLoop loop, Task task) throws IOException {
        below.whenReadable(loop, task);
    }

    @Override
    public void receive(Receiver receiver) throws IOException {
        this.receiver = receiver;
        below.receive(peers::received);
    }

    @Override
    public void readErrors(Refusals refusals) {
        below.readErrors((to, quoted) -> {
            var packet = peers.undelivered(to, quoted);
            if (packet != null) {
                refusals.refused(to, packet);
            }
        });
    }

    @Override
    public boolean sendsSegments() {
        return below.sendsSegments();
    }

    @Override
    public void send(NativeBuffer packets, int length, int segment, InetSocketAddress to) {
        peers.send(packets, length, segment, to);
    }

    @Override
    public Security security() {
        return security;
    }

    @Override
    public Optional<PeerIdentity> identity(InetSocketAddress peer) {
        return peers.identity(peer);
    }

    @Override
    public void whenReplaced(Consumer<InetSocketAddress> listener) {
        replaced = listener;
    }

    @Override
    public void use(Credentials credentials) {
        peers.use(credentials);
    }

    @Override
    public void close() {
        peers.close();
        below.close();
    }
}
