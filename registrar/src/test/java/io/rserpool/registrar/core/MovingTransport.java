package io.rserpool.registrar.core;

import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A transport whose peers have several addresses, which change as the test says. What is sent to them is lost. */
final class MovingTransport implements SctpTransport {
    final VirtualEventLoop loop = new VirtualEventLoop();
    private final Map<Integer, Port> ports = new TreeMap<>();

    /** Associations that were asked for at the endpoints, in order. */
    final List<Moving> associated = new ArrayList<>();

    static List<InetAddress> addresses(String... addresses) {
        return Arrays.stream(addresses).map(InetAddress::ofLiteral).toList();
    }

    /** A peer of these addresses has an association with an endpoint from now on. */
    Moving accept(int port, int peerPort, String... addresses) {
        var endpoint = ports.get(port);
        var association = new Moving(endpoint, new EndpointAddress(addresses(addresses), peerPort, 9899));
        association.handler = endpoint.acceptor.accept(association);
        association.handler.onUp(association);
        return association;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public List<InetAddress> localAddresses() {
        return addresses("10.0.1.1");
    }

    @Override
    public int udpPort() {
        return 9899;
    }

    @Override
    public Endpoint open(int port, SctpOptions options) {
        return ports.computeIfAbsent(port, Port::new);
    }

    @Override
    public void close() {}

    private final class Port implements Endpoint {
        private final int number;
        private Acceptor acceptor = association -> AssociationHandler.IGNORE;

        Port(int number) {
            this.number = number;
        }

        @Override
        public int port() {
            return number;
        }

        @Override
        public void listen(Acceptor newAcceptor) {
            acceptor = newAcceptor;
        }

        @Override
        public Association associate(EndpointAddress peer, AssociationHandler handler) {
            var association = new Moving(this, peer);
            association.handler = handler;
            associated.add(association);
            return association;
        }

        @Override
        public void close() {}
    }

    /** An association. */
    static final class Moving implements Association {
        private final Endpoint endpoint;
        AssociationHandler handler = AssociationHandler.IGNORE;
        private EndpointAddress peer;
        boolean aborted;

        Moving(Endpoint endpoint, EndpointAddress peer) {
            this.endpoint = endpoint;
            this.peer = peer;
        }

        /** The peer has other addresses, of which the first is the primary one. */
        void move(PathChange change, String... addresses) {
            peer = new EndpointAddress(addresses(addresses), peer.port(), peer.udpPort());
            handler.onPathChange(this, peer.primary(), change);
        }

        void up() {
            handler.onUp(this);
        }

        void down() {
            handler.onDown(this, DownReason.UNREACHABLE);
        }

        void receive(int ppid, ByteBuffer message) {
            handler.onMessage(this, 0, ppid, false, message);
        }

        @Override
        public EndpointAddress peer() {
            return peer;
        }

        @Override
        public Endpoint endpoint() {
            return endpoint;
        }

        @Override
        public int outboundStreams() {
            return 1;
        }

        @Override
        public boolean send(int stream, int ppid, boolean unordered, ByteBuffer payload) {
            return true;
        }

        @Override
        public int maxMessageSize() {
            return 65_536;
        }

        @Override
        public void setReading(boolean reading) {}

        @Override
        public void setHeartbeatInterval(Duration interval) {}

        @Override
        public long smoothedRttNanos() {
            return 0;
        }

        @Override
        public void shutdown() {}

        @Override
        public void abort(String reason) {
            aborted = true;
        }
    }
}
