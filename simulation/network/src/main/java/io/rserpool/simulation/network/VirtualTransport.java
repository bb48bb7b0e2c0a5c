package io.rserpool.simulation.network;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The transport of one host of a {@link VirtualNetwork}. */
final class VirtualTransport implements SctpTransport {
    private static final int FIRST_EPHEMERAL_PORT = 49152;

    private final VirtualNetwork network;
    private final HostLoop loop;
    private final InetAddress address;
    private final Map<Integer, VirtualEndpoint> endpoints = new TreeMap<>();
    private int nextPort = FIRST_EPHEMERAL_PORT;
    private boolean frozen;

    VirtualTransport(VirtualNetwork network, VirtualEventLoop loop, InetAddress address) {
        this.network = network;
        this.loop = new HostLoop(loop);
        this.address = address;
    }

    VirtualNetwork network() {
        return network;
    }

    InetAddress address() {
        return address;
    }

    EndpointAddress address(int port) {
        return EndpointAddress.of(address, port, udpPort());
    }

    @Nullable
    VirtualEndpoint endpoint(int port) {
        return endpoints.get(port);
    }

    @Override
    public HostLoop eventLoop() {
        return loop;
    }

    @Override
    public List<InetAddress> localAddresses() {
        return List.of(address);
    }

    @Override
    public int udpPort() {
        return EndpointAddress.UDP_ENCAPSULATION_PORT;
    }

    @Override
    public Endpoint open(int port, SctpOptions options) {
        var chosen = port;
        while (chosen == 0 || (port == 0 && endpoints.containsKey(chosen))) {
            chosen = nextPort++;
        }
        var endpoint = new VirtualEndpoint(this, chosen, options);
        if (endpoints.putIfAbsent(chosen, endpoint) != null) {
            throw new TransportException("SCTP port " + port + " of " + address.getHostAddress() + " is taken");
        }
        return endpoint;
    }

    void closed(VirtualEndpoint endpoint) {
        endpoints.remove(endpoint.port(), endpoint);
    }

    void reachabilityChanged() {
        List.copyOf(endpoints.values()).forEach(VirtualEndpoint::reachabilityChanged);
    }

    /** Whether its stack is frozen with its process. */
    boolean isFrozen() {
        return frozen;
    }

    int associations() {
        return endpoints.values().stream()
                .mapToInt(VirtualEndpoint::associations)
                .sum();
    }

    void freeze(boolean stackToo) {
        loop.freeze();
        frozen = stackToo;
    }

    void thaw() {
        loop.thaw(() -> {
            frozen = false;
            List.copyOf(endpoints.values()).forEach(VirtualEndpoint::thawed);
        });
    }

    void crash() {
        List.copyOf(endpoints.values()).forEach(VirtualEndpoint::crash);
        endpoints.clear();
        loop.close();
    }

    void kill(DownReason toldToPeers) {
        List.copyOf(endpoints.values()).forEach(endpoint -> endpoint.die(toldToPeers));
        endpoints.clear();
        loop.close();
    }

    @Override
    public void close() {
        List.copyOf(endpoints.values()).forEach(VirtualEndpoint::close);
        network.closed(this);
    }
}
