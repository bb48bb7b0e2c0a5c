package io.rserpool.transport.udp;

import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Multicast by the sockets of the operating system. */
public final class UdpMulticast implements Multicast {
    private final SelectorEventLoop loop;

    public UdpMulticast(SelectorEventLoop loop) {
        this.loop = loop;
    }

    @Override
    public MulticastGroup join(MulticastOptions options, DatagramReceiver receiver) throws IOException {
        var device = NetworkInterface.getByInetAddress(options.local());
        if (device == null) {
            throw new IOException(
                    "no network interface has the address " + options.local().getHostAddress());
        }
        var group = new InetSocketAddress(
                scoped(options.group().getAddress(), device), options.group().getPort());
        var sending = sending(options, device);
        try {
            return new UdpMulticastGroup(loop, sending, receiving(group, device), group, receiver);
        } catch (IOException | RuntimeException e) {
            sending.close();
            throw e;
        }
    }

    /** Bound to the own address, which the group sees as the source. */
    private static DatagramChannel sending(MulticastOptions options, NetworkInterface device) throws IOException {
        var channel = DatagramChannel.open(family(options.local()));
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, device);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, options.timeToLive());
            channel.bind(new InetSocketAddress(options.local(), options.sourcePort()));
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Bound to the group's address: what is sent to the same port of the host itself does not come here. */
    private static DatagramChannel receiving(InetSocketAddress group, NetworkInterface device) throws IOException {
        var channel = DatagramChannel.open(family(group.getAddress()));
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(group);
            channel.join(group.getAddress(), device);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The same address of IPv6 means another group on each link. */
    private static InetAddress scoped(InetAddress group, NetworkInterface device) throws IOException {
        return group instanceof Inet6Address six
                ? Inet6Address.getByAddress(null, six.getAddress(), device.getIndex())
                : group;
    }

    private static ProtocolFamily family(InetAddress address) {
        return address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }
}
