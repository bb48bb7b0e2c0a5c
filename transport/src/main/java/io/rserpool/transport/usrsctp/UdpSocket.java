package io.rserpool.transport.usrsctp;

import io.rserpool.transport.SctpException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** The UDP socket under a transport. */
final class UdpSocket {
    private static final System.Logger LOG = System.getLogger(UdpSocket.class.getName());
    private static final int IPV4_UDP_HEADERS = 20 + 8;
    private static final int IPV6_UDP_HEADERS = 40 + 8;

    /** Of IP and UDP, in bytes. */
    static final int LONGEST_HEADERS = IPV6_UDP_HEADERS;

    private static final int DEFAULT_MTU = 1280;
    private static final int LOOPBACK_MTU = 65_536;

    private UdpSocket() {}

    static DatagramChannel open(InetSocketAddress bind, int buffer) throws IOException {
        var address = bind.getAddress();
        if (address == null || address.isAnyLocalAddress()) {
            throw new SctpException("SCTP over UDP needs one local address to bind, not " + bind.getHostString());
        }
        boolean six = address instanceof Inet6Address;
        var channel = DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, buffer);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, buffer);
            channel.bind(bind);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /** The longest SCTP packet that the interface of this address carries unfragmented, a multiple of 4. */
    static int packetSize(InetAddress local) {
        int headers = local instanceof Inet6Address ? IPV6_UDP_HEADERS : IPV4_UDP_HEADERS;
        return Math.clamp(mtu(local) - headers, 508, UsrsctpConfig.LARGEST_PACKET) & ~3;
    }

    private static int mtu(InetAddress local) {
        if (local.isLoopbackAddress()) {
            return LOOPBACK_MTU;
        }
        try {
            var device = NetworkInterface.getByInetAddress(local);
            return device == null ? DEFAULT_MTU : device.getMTU();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no MTU of " + local, e);
            return DEFAULT_MTU;
        }
    }

    /** So much in flight that the peer's socket buffer, taken to be like ours, holds it with all overhead. */
    static int maxCwnd(DatagramChannel channel) throws IOException {
        return Math.max(channel.getOption(StandardSocketOptions.SO_RCVBUF) / 4, 1 << 16);
    }

    static void closeQuietly(@Nullable DatagramChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing", e);
            }
        }
    }

    static String text(InetSocketAddress address) {
        var ip = address.getAddress();
        return (ip == null ? address.getHostString() : ip.getHostAddress()) + " port " + address.getPort();
    }
}
