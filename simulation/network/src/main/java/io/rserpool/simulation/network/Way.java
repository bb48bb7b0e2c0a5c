package io.rserpool.simulation.network;

import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The way from a host to its peer in a {@link VirtualNetwork}, and back: what it does to packets now. */
final class Way {
    private final VirtualNetwork network;
    private final InetAddress own;
    private final InetAddress other;
    private final int port;

    Way(VirtualTransport from, EndpointAddress to) {
        this.network = from.network();
        this.own = from.address();
        this.other = to.primary();
        this.port = to.port();
    }

    long now() {
        return network.loop().nanoTime();
    }

    /** A packet that begins an association leaves. */
    void initSent() {
        network.initSent(other);
    }

    /** The network does something later, whatever becomes of this host. */
    EventLoop.Timer later(long nanos, Runnable task) {
        return network.loop().add(nanos, task, null);
    }

    long delay() {
        return network.delay(own, other);
    }

    int losses() {
        return network.losses(own, other);
    }

    /** Whether nothing gets to the peer. */
    boolean isCut() {
        return !network.reachable(own, other);
    }

    /** Whether the peer gets what is sent now, and its answer comes back. */
    boolean isReachable() {
        return !isCut() && network.reachable(other, own);
    }

    long random(Duration bound) {
        return network.random(bound.toNanos());
    }

    /** Whether a packet to the peer arrives. */
    boolean passes() {
        return !isCut() && losses() == 0;
    }

    /** Whether a packet of the peer arrives. */
    boolean answerPasses() {
        return network.reachable(other, own) && network.losses(other, own) == 0;
    }

    /** The endpoint at the peer's address, if there is one now. */
    @Nullable
    VirtualEndpoint target() {
        var host = network.at(other);
        return host == null ? null : host.endpoint(port);
    }
}
