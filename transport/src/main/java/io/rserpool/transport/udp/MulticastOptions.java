package io.rserpool.transport.udp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How to be a member of a multicast group.
 *
 * @param group its address and UDP port
 * @param local one's own address: datagrams come from it, and go and come through its network interface
 * @param sourcePort UDP port datagrams are sent from, 0 = any free one
 * @param timeToLive routers that datagrams may pass + 1, 0 to 255; 0 = they stay on this host, 1 = in this network
 */
public record MulticastOptions(InetSocketAddress group, InetAddress local, int sourcePort, int timeToLive) {
    /** Longest datagram in bytes; longer ones are dropped. */
    public static final int MAX_PAYLOAD = 8192;

    public MulticastOptions {
        if (group.getAddress() == null || !group.getAddress().isMulticastAddress() || group.getPort() == 0) {
            throw new IllegalArgumentException(group + " is no multicast address with a port");
        }
        if (group.getAddress() instanceof Inet6Address != local instanceof Inet6Address) {
            throw new IllegalArgumentException(
                    "group " + group + " and address " + local.getHostAddress() + " are of different IP versions");
        }
        if (sourcePort < 0 || sourcePort > 0xffff) {
            throw new IllegalArgumentException("UDP port " + sourcePort + " is not within 0..65535");
        }
        if (timeToLive < 0 || timeToLive > 255) {
            throw new IllegalArgumentException("time to live " + timeToLive + " is not within 0..255");
        }
    }

    /** Reads {@code address:port} or {@code [IPv6 address]:port}; empty if it is not that, or no multicast group. */
    public static Optional<InetSocketAddress> parseGroup(String text) {
        try {
            int colon = text.lastIndexOf(':');
            var host = text.substring(0, Math.max(colon, 0)).strip().replaceFirst("^\\[(.*)]$", "$1");
            int port = Integer.parseInt(text.substring(colon + 1).strip());
            var address = InetAddress.ofLiteral(host);
            var isGroup = address.isMulticastAddress() && port >= 1 && port <= 0xffff;
            return isGroup ? Optional.of(new InetSocketAddress(address, port)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
