package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.Registration;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.system.NativeBuffer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** SCTP over UDP (RFC 6951). */
final class UdpSocket implements PacketSocket {
    private static final System.Logger LOG = System.getLogger(UdpSocket.class.getName());
    private static final int BATCH = 64;
    private static final int IPV4_UDP_HEADERS = 20 + 8;
    private static final int IPV6_UDP_HEADERS = 40 + 8;

    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final Datagrams datagrams;
    private final ErrorQueue errors;
    private @Nullable Registration registration;

    private UdpSocket(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.local = (InetSocketAddress) channel.getLocalAddress();
        int descriptor = DatagramDescriptor.of(local);
        this.datagrams = new Datagrams(descriptor);
        this.errors = new ErrorQueue(descriptor, local.getAddress() instanceof Inet6Address);
    }

    static UdpSocket open(InetSocketAddress bind, int buffer) throws IOException {
        var address = bind.getAddress();
        if (address == null || address.isAnyLocalAddress()) {
            throw new TransportException("SCTP over UDP needs one local address to bind, not " + bind.getHostString());
        }
        boolean six = address instanceof Inet6Address;
        var channel = DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, buffer);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, buffer);
            channel.bind(bind);
            channel.configureBlocking(false);
            return new UdpSocket(channel);
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            throw new TransportException("UDP " + text(bind) + " cannot be bound: " + e.getMessage(), e);
        }
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public int packetSize(int pathMtu) {
        int headers = local.getAddress() instanceof Inet6Address ? IPV6_UDP_HEADERS : IPV4_UDP_HEADERS;
        return PacketSocket.packetSize(pathMtu > 0 ? pathMtu : LocalMtu.of(local.getAddress()), headers);
    }

    @Override
    public int maxCwnd() {
        try {
            return Math.max(channel.getOption(StandardSocketOptions.SO_RCVBUF) / 4, 1 << 16);
        } catch (IOException e) {
            return 1 << 16;
        }
    }

    @Override
    public void whenReadable(SelectorEventLoop loop, Task task) throws IOException {
        registration = loop.registerShared(channel, SelectionKey.OP_READ, ops -> task.run());
    }

    @Override
    public void receive(Receiver receiver) throws IOException {
        datagrams.receive(BATCH, receiver);
    }

    @Override
    public void readErrors(Refusals refusals) {
        if (datagrams.takeErrors()) { // else it is a system call in vain
            errors.read(refusals);
        }
    }

    @Override
    public boolean sendsSegments() {
        return datagrams.sendsSegments();
    }

    @Override
    public void send(NativeBuffer packets, int length, int segment, InetSocketAddress to) throws IOException {
        datagrams.send(packets.address, length, segment, to);
    }

    @Override
    public void close() {
        datagrams.close();
        if (registration != null) {
            registration.closeChannel();
        } else {
            closeQuietly(channel);
        }
    }

    private static void closeQuietly(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing", e);
        }
    }

    static String text(InetSocketAddress address) {
        var ip = address.getAddress();
        return (ip == null ? address.getHostString() : ip.getHostAddress()) + " port " + address.getPort();
    }
}
