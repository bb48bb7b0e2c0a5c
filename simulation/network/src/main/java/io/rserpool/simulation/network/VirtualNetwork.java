package io.rserpool.simulation.network;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.udp.Multicast;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hosts with one process and its SCTP transport each, connected by links that delay, lose, and can be cut and
 * healed, also in one direction only. Within a stream of an association messages keep their order and none is lost;
 * while a link is cut they wait; a peer that stays silent is suspect, and an association that stays cut longer than its
 * {@link SctpOptions} tolerate fails on both sides. Every process has an event loop of its own, that of its transport: it can be frozen, and what is
 * left of its tasks dies with it. UDP multicast is there, too. A host may have an identity, which its peers see as proved.
 */
public final class VirtualNetwork {
    private record Link(InetAddress from, InetAddress to) {}

    /** Sees all messages when they are delivered. */
    @FunctionalInterface
    public interface Observer {
        Observer NONE = (from, to, ppid, payload) -> {};

        /** @param payload must not be changed, its position included */
        void delivered(InetAddress from, InetAddress to, int ppid, ByteBuffer payload);
    }

    private final VirtualEventLoop loop;
    private final RandomGenerator random;
    private final Map<InetAddress, VirtualTransport> transports = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private final VirtualMulticast multicast;
    private final Map<Link, LinkQuality> qualities = new HashMap<>();
    private final Map<InetAddress, PeerIdentity> identities = new HashMap<>();
    private final Map<InetAddress, Integer> inits = new HashMap<>();
    private LinkQuality quality = LinkQuality.GOOD;
    private Observer observer = Observer.NONE;

    public VirtualNetwork(VirtualEventLoop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
        this.multicast = new VirtualMulticast(this, loop);
    }

    /** Multicast for all hosts; who joins says by its local address which one it is. */
    public Multicast multicast() {
        return multicast;
    }

    VirtualEventLoop loop() {
        return loop;
    }

    public void setObserver(Observer newObserver) {
        observer = newObserver;
    }

    void observe(VirtualAssociation receiver, Transmission.Message message) {
        observer.delivered(
                receiver.peer().primary(),
                receiver.endpoint().transport().address(),
                message.ppid(),
                message.payload());
    }

    /** Whoever runs on this host proves this identity in the associations that come up from now on; null = none. */
    public void setIdentity(String address, @Nullable PeerIdentity identity) {
        identities.remove(address(address));
        if (identity != null) {
            identities.put(address(address), identity);
        }
    }

    @Nullable
    PeerIdentity identityOf(InetAddress address) {
        return identities.get(address);
    }

    /** How often somebody has tried to begin an association with an address, repetitions included, whoever is there. */
    public int inits(String address) {
        return inits.getOrDefault(address(address), 0);
    }

    void initSent(InetAddress to) {
        inits.merge(to, 1, Integer::sum);
    }

    /** One-way delay of all messages from now on: the latency plus a random part of the jitter. */
    public void setDelay(Duration latency, Duration jitter) {
        setQuality(new LinkQuality(latency, jitter, 0));
    }

    /** All links are like this from now on, also those that were set one by one. */
    public void setQuality(LinkQuality newQuality) {
        quality = newQuality;
        qualities.clear();
    }

    /** The link from one host to another, in this direction. */
    public void setQuality(String from, String to, LinkQuality newQuality) {
        qualities.put(new Link(address(from), address(to)), newQuality);
    }

    /**
     * A process starts on a host, perhaps in place of one that has ended.
     *
     * @param address textual IP address; no process runs there
     */
    public SctpTransport start(String address) {
        var transport = new VirtualTransport(this, loop, address(address));
        if (transports.putIfAbsent(address(address), transport) != null) {
            throw new IllegalStateException(address + " is up already");
        }
        reachabilityChanged();
        return transport;
    }

    /** A host is gone without a word: what is sent to it vanishes. What it has sent and was not lost yet arrives. */
    public void crash(String address) {
        var transport = transports.remove(address(address));
        if (transport != null) {
            transport.crash();
        }
        reachabilityChanged();
    }

    /**
     * A process is killed; its host's stack ends the associations.
     *
     * @param toldToPeers {@code ABORTED}, or {@code SHUTDOWN} as kernels do that close its sockets in order
     */
    public void kill(String address, DownReason toldToPeers) {
        var transport = transports.remove(address(address));
        if (transport != null) {
            transport.kill(toldToPeers);
        }
        reachabilityChanged();
    }

    /**
     * A process runs no more until {@link #thaw}, its timers neither.
     *
     * @param stackToo whether its SCTP stack is part of it (user space) or goes on acknowledging (the kernel's)
     */
    public void freeze(String address, boolean stackToo) {
        var transport = transports.get(address(address));
        if (transport != null) {
            transport.freeze(stackToo);
            reachabilityChanged();
        }
    }

    /** A frozen process goes on, late for all that was due. */
    public void thaw(String address) {
        var transport = transports.get(address(address));
        if (transport != null) {
            transport.thaw();
            reachabilityChanged();
        }
    }

    /** Whether a process runs there, be it frozen. */
    public boolean isUp(String address) {
        return transports.containsKey(address(address));
    }

    /** Associations of a host, also those that are not up yet. */
    public int associations(String address) {
        var transport = transports.get(address(address));
        return transport == null ? 0 : transport.associations();
    }

    /** Tasks and timers of a host's process that wait. */
    public int timers(String address) {
        var transport = transports.get(address(address));
        return transport == null ? 0 : transport.eventLoop().pending();
    }

    /** Cuts the link between two hosts, in both directions. */
    public void cut(String one, String other) {
        cut.add(new Link(address(one), address(other)));
        cutOneWay(other, one);
    }

    /** Nothing gets from one host to the other; the way back is open. */
    public void cutOneWay(String from, String to) {
        cut.add(new Link(address(from), address(to)));
        reachabilityChanged();
    }

    /** Cuts all links between the hosts of one side and those of the other. */
    public void partition(List<String> oneSide, List<String> otherSide) {
        oneSide.forEach(one -> otherSide.forEach(other -> cut(one, other)));
    }

    /** Mends all links that were cut. */
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

    /** Whether packets get from one host to the other, unless they are lost. */
    boolean reachable(InetAddress from, InetAddress to) {
        var receiver = transports.get(to);
        if (receiver == null || receiver.isFrozen() || (!cut.isEmpty() && cut.contains(new Link(from, to)))) {
            return false;
        }
        var sender = transports.get(from);
        return sender == null || !sender.isFrozen();
    }

    private LinkQuality quality(InetAddress from, InetAddress to) {
        return qualities.isEmpty() ? quality : qualities.getOrDefault(new Link(from, to), quality);
    }

    /** The delay of one packet in ns. */
    long delay(InetAddress from, InetAddress to) {
        var link = quality(from, to);
        var jitter = link.jitter().toNanos();
        return link.latency().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter));
    }

    /** How often a packet is lost in a row. */
    int losses(InetAddress from, InetAddress to) {
        var loss = quality(from, to).loss();
        int losses = 0;
        while (loss > 0 && random.nextDouble() < loss) {
            losses++;
        }
        return losses;
    }

    long random(long bound) {
        return random.nextLong(bound);
    }

    /** How long an established, idle association bears silence. */
    public static Duration failureTime(SctpOptions options) {
        return suspectTime(options).plus(deadAfter(options));
    }

    /** How long the peer of an established, idle association may be silent until it is suspect. */
    public static Duration suspectTime(SctpOptions options) {
        return options.failure()
                .heartbeatInterval()
                .plus(retransmissionTime(options, options.failure().pathMaxRetransmissions() + 1));
    }

    /** How long an association bears a suspect peer: a time, or the retransmissions that are left. */
    static Duration deadAfter(SctpOptions options) {
        var failure = options.failure();
        var counted = retransmissionTime(options, failure.associationMaxRetransmissions() + 1)
                .minus(retransmissionTime(options, failure.pathMaxRetransmissions() + 1));
        var bound = max(counted, Duration.ZERO);
        return failure.deadAfter().isZero() ? bound : min(failure.deadAfter(), bound);
    }

    /** How long it takes until a packet was sent again so many times, with the shortest measured RTO. */
    static Duration retransmissionTime(SctpOptions options, int count) {
        return backOff(options.rto().min(), options.rto().max(), count);
    }

    /** How long the attempt to associate bears silence. */
    public static Duration connectTime(SctpOptions options) {
        return backOff(
                options.rto().initial(),
                options.init().maxTimeout(),
                options.init().maxRetransmissions() + 1);
    }

    private static Duration backOff(Duration first, Duration longest, int count) {
        var time = Duration.ZERO;
        var rto = first;
        for (int i = 0; i < count; i++) {
            time = time.plus(rto);
            rto = min(rto.multipliedBy(2), longest);
        }
        return time;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    static Duration min(Duration one, Duration other) {
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
