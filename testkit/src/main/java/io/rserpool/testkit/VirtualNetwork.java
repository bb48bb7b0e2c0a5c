package io.rserpool.testkit;

import io.rserpool.transport.SctpOptions;
import io.rserpool.transport.SctpTransport;
import io.rserpool.transport.udp.Multicast;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hosts with one SCTP transport each, connected by links that delay, and that can be cut and healed; and UDP
 * multicast between them.
 * Within an association messages keep their order and none is lost; while a link is cut they wait, and
 * an association that stays cut longer than its {@link SctpOptions} tolerate fails on both sides.
 */
public final class VirtualNetwork {
    private record Link(InetAddress one, InetAddress other) {}

    private final VirtualEventLoop loop;
    private final RandomGenerator random;
    private final Map<InetAddress, VirtualTransport> transports = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private final VirtualMulticast multicast;
    private Duration latency = Duration.ofMillis(1);
    private Duration jitter = Duration.ZERO;

    public VirtualNetwork(VirtualEventLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
        this.multicast = new VirtualMulticast(this, loop);
    }

    /** Multicast for all hosts; who joins says by its local address which one it is. */
    public Multicast multicast() {
        return multicast;
    }

    /** One-way delay of all messages from now on: the latency plus a random part of the jitter. */
    public void setDelay(Duration newLatency, Duration newJitter) {
        latency = newLatency;
        jitter = newJitter;
    }

    /**
     * A host comes up, or up again after {@link #crash}.
     *
     * @param address textual IP address; no host is up there
     */
    public SctpTransport start(String address) {
        var transport = new VirtualTransport(this, loop, address(address));
        if (transports.putIfAbsent(address(address), transport) != null) {
            throw new IllegalStateException(address + " is up already");
        }
        reachabilityChanged();
        return transport;
    }

    /** A host is gone without a word: what is sent to it vanishes. */
    public void crash(String address) {
        var transport = transports.remove(address(address));
        if (transport != null) {
            transport.crash();
        }
        reachabilityChanged();
    }

    /** Cuts the link between two hosts, in both directions. */
    public void cut(String one, String other) {
        cut.add(new Link(address(one), address(other)));
        cut.add(new Link(address(other), address(one)));
        reachabilityChanged();
    }

    /** Cuts all links between the hosts of one side and those of the other. */
    public void partition(List<String> oneSide, List<String> otherSide) {
        oneSide.forEach(one -> otherSide.forEach(other -> cut(one, other)));
    }

    /** Mends all links. */
    public void heal() {
        cut.clear();
        reachabilityChanged();
    }

    private void reachabilityChanged() {
        List.copyOf(transports.values()).forEach(VirtualTransport::reachabilityChanged);
    }

    void closed(VirtualTransport transport) {
        transports.remove(transport.address(), transport);
    }

    @Nullable
    VirtualTransport at(InetAddress address) {
        return transports.get(address);
    }

    boolean reachable(InetAddress from, InetAddress to) {
        return transports.containsKey(to) && !cut.contains(new Link(from, to));
    }

    Duration delay() {
        return jitter.isZero() ? latency : latency.plusNanos(random.nextLong(jitter.toNanos()));
    }

    /** How long an established association bears silence. */
    static Duration failureTime(SctpOptions options) {
        var time = options.failure().heartbeatInterval();
        var rto = options.rto().min();
        for (int i = 0; i <= options.failure().associationMaxRetransmissions(); i++) {
            time = time.plus(rto);
            rto = min(rto.multipliedBy(2), options.rto().max());
        }
        return time;
    }

    /** How long the attempt to associate bears silence. */
    static Duration connectTime(SctpOptions options) {
        var time = Duration.ZERO;
        var rto = options.rto().initial();
        for (int i = 0; i <= options.init().maxRetransmissions(); i++) {
            time = time.plus(rto);
            rto = min(rto.multipliedBy(2), options.init().maxTimeout());
        }
        return time;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text + " is not an IP address", e);
        }
    }
}
