package io.rserpool.transport.association;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where an endpoint is reached.
 *
 * @param addresses one or more IP addresses, the primary one first; more than one only where the
 *     transport is multi-homed
 * @param port of SCTP or TCP, 1 to 65535
 * @param udpPort UDP port of the encapsulation (RFC 6951), or 0 where there is none
 */
public record EndpointAddress(List<InetAddress> addresses, int port, int udpPort) {
    /** The UDP port of SCTP over UDP (RFC 6951, section 6.1). */
    public static final int UDP_ENCAPSULATION_PORT = 9899;

    public EndpointAddress {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("an address needs at least one IP address");
        }
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is not within 1..65535");
        }
        if (udpPort < 0 || udpPort > 0xffff) {
            throw new IllegalArgumentException("UDP port " + udpPort + " is not within 0..65535");
        }
    }

    /** SCTP over UDP at one IP address. */
    public static EndpointAddress of(InetAddress address, int port, int udpPort) {
        return new EndpointAddress(List.of(address), port, udpPort);
    }

    public InetAddress primary() {
        return addresses.getFirst();
    }

    /** The UDP socket address of the primary path. */
    public InetSocketAddress udp() {
        return new InetSocketAddress(primary(), udpPort);
    }

    @Override
    public String toString() {
        var first = primary().getHostAddress();
        var host = first.contains(":") ? "[" + first + "]" : first;
        return host + ":" + port + (addresses.size() > 1 ? "(+" + (addresses.size() - 1) + ")" : "");
    }
}
