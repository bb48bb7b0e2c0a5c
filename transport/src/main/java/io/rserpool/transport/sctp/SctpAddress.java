package io.rserpool.transport.sctp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where an SCTP endpoint is reached.
 *
 * @param addresses one or more IP addresses, the primary one first; more than one only where the
 *     transport is multi-homed
 * @param port SCTP port, 1 to 65535
 * @param udpPort UDP port of the encapsulation (RFC 6951), or 0 where SCTP runs directly over IP
 */
public record SctpAddress(List<InetAddress> addresses, int port, int udpPort) {
    /** The UDP port of SCTP over UDP (RFC 6951, section 6.1). */
    public static final int UDP_ENCAPSULATION_PORT = 9899;

    public SctpAddress {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("an SCTP address needs at least one IP address");
        }
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("SCTP port " + port + " is not within 1..65535");
        }
        if (udpPort < 0 || udpPort > 0xffff) {
            throw new IllegalArgumentException("UDP port " + udpPort + " is not within 0..65535");
        }
    }

    /** SCTP over UDP at one IP address. */
    public static SctpAddress of(InetAddress address, int port, int udpPort) {
        return new SctpAddress(List.of(address), port, udpPort);
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
