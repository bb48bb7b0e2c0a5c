package io.rserpool.testkit;

import io.rserpool.transport.EventLoop;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import io.rserpool.transport.SctpException;
import io.rserpool.transport.SctpOptions;
import io.rserpool.transport.SctpTransport;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The transport of one host of a {@link VirtualNetwork}. */
final class VirtualTransport implements SctpTransport {
    private static final int FIRST_EPHEMERAL_PORT = 49152;

    private final VirtualNetwork network;
    private final VirtualEventLoop loop;
    private final InetAddress address;
    private final Map<Integer, VirtualEndpoint> endpoints = new TreeMap<>();
    private int nextPort = FIRST_EPHEMERAL_PORT;

    VirtualTransport(VirtualNetwork network, VirtualEventLoop loop, InetAddress address) {
        this.network = network;
        this.loop = loop;
        this.address = address;
    }

    VirtualNetwork network() {
        return network;
    }

    InetAddress address() {
        return address;
    }

    SctpAddress address(int port) {
        return SctpAddress.of(address, port, udpPort());
    }

    @Nullable
    VirtualEndpoint endpoint(int port) {
        return endpoints.get(port);
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    @Override
    public List<InetAddress> localAddresses() {
        return List.of(address);
    }

    @Override
    public int udpPort() {
        return SctpAddress.UDP_ENCAPSULATION_PORT;
    }

    @Override
    public SctpEndpoint open(int port, SctpOptions options) {
        var chosen = port;
        while (chosen == 0 || (port == 0 && endpoints.containsKey(chosen))) {
            chosen = nextPort++;
        }
        var endpoint = new VirtualEndpoint(this, chosen, options);
        if (endpoints.putIfAbsent(chosen, endpoint) != null) {
            throw new SctpException("SCTP port " + port + " of " + address.getHostAddress() + " is taken");
        }
        return endpoint;
    }

    void closed(VirtualEndpoint endpoint) {
        endpoints.remove(endpoint.port(), endpoint);
    }

    void reachabilityChanged() {
        List.copyOf(endpoints.values()).forEach(VirtualEndpoint::reachabilityChanged);
    }

    void crash() {
        List.copyOf(endpoints.values()).forEach(VirtualEndpoint::crash);
        endpoints.clear();
    }

    @Override
    public void close() {
        List.copyOf(endpoints.values()).forEach(VirtualEndpoint::close);
        network.closed(this);
    }
}
