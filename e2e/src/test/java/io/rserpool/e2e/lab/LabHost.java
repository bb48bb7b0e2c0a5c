package io.rserpool.e2e.lab;

import io.rserpool.transport.association.EndpointAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A machine of the lab: a network namespace with one address on the lab's Ethernet segment. RSPLIB refuses loopback
 * addresses, so every program gets a machine of its own.
 *
 * @param number 1 to 250
 */
public record LabHost(int number) {
    private static final String NETWORK = "10.231.10.";
    private static final String BRIDGE = "lab0";
    private static final int TEST = 254;

    /** The address of the test itself, which sees every host. */
    public static final String TEST_ADDRESS = NETWORK + TEST;

    static final String BROADCAST_ADDRESS = NETWORK + 255;

    /** The interface that sees every packet between hosts. */
    static final String SEGMENT = BRIDGE;

    // A new namespace has the kernel's own choice of the cookie's HMAC, which this kernel does not have. Checksums are
    // not left to the card, which is none: raw sockets see them.
    private static final String CREATE = """
            sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
            ip link show "$1" >/dev/null 2>&1 || {
              ip link add "$1" address 02:00:00:00:00:fe type bridge mcast_snooping 0
              ip addr add "$4/24" dev "$1"
              ip link set "$1" up
            }
            ip netns add "$2"
            ip link add "$2" type veth peer name eth0 netns "$2"
            ip link set "$2" master "$1" up
            ip -n "$2" -batch - <<END
            addr add $3/24 dev eth0
            link set lo up
            link set eth0 up
            route add default via $4
            END
            ip netns exec "$2" bash -ec '
              sysctl -q -w net.sctp.cookie_hmac_alg=sha1 net.ipv6.conf.all.disable_ipv6=1
              ethtool -K eth0 tx-checksum-sctp off >/dev/null'
            """;

    /** Makes the machine; the first one makes the segment, too. */
    static LabHost create(int number) {
        var host = new LabHost(number);
        Shell.script(CREATE, BRIDGE, host.name(), host.address(), TEST_ADDRESS);
        return host;
    }

    void remove() {
        Shell.run(List.of("ip", "netns", "del", name()));
    }

    String name() {
        return "host" + number;
    }

    public String address() {
        return NETWORK + number;
    }

    /** {@code address:port} */
    public String at(int port) {
        return address() + ":" + port;
    }

    /** The command that runs another one here; the process is that other one's. */
    List<String> command(List<String> command) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", name()));
        all.addAll(command);
        return all;
    }

    /** From now on its kernel's SCTP goes over UDP (RFC 6951), towards everybody. */
    public void encapsulate() {
        var port = EndpointAddress.UDP_ENCAPSULATION_PORT;
        Shell.run(command(List.of("sysctl", "-q", "-w", "net.sctp.udp_port=" + port, "net.sctp.encap_port=" + port)));
    }

    /**
     * From now on its kernel leaves SCTP to raw sockets, as one that has no SCTP does: what the kernel would answer
     * of its own accord, an abort of their associations, is not sent.
     */
    public void leaveSctpToRawSockets() {
        // The kernel's own socket has no owner.
        var rule = List.of("iptables-legacy", "-A", "OUTPUT", "-p", "sctp", "-m", "owner", "!", "--uid-owner", "0");
        Shell.run(command(Stream.concat(rule.stream(), Stream.of("-j", "DROP")).toList()));
    }

    /** From now on its packets vanish, in both directions, and nobody is told: what a dead machine looks like. */
    public void disconnect() {
        Shell.run(List.of("ip", "link", "set", name(), "down"));
    }

    public void reconnect() {
        Shell.run(List.of("ip", "link", "set", name(), "up"));
    }
}
