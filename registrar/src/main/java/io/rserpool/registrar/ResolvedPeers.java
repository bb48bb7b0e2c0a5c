package io.rserpool.registrar;

import io.rserpool.program.settings.HostPort;
import io.rserpool.registrar.enrp.PeerAddresses;
import io.rserpool.transport.association.EndpointAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/** Looks the configured peers up, off the event loop. A name that is unknown for now stands for nobody. */
final class ResolvedPeers implements PeerAddresses {
    private static final Logger LOG = Logger.getLogger(ResolvedPeers.class);

    private final List<HostPort> hosts;
    private final int udpPort;
    private final Executor executor =
            task -> Thread.ofPlatform().daemon().name("resolver").start(task);

    ResolvedPeers(List<HostPort> hosts, int udpPort) {
        this.hosts = List.copyOf(hosts);
        this.udpPort = udpPort;
    }

    @Override
    public CompletionStage<List<EndpointAddress>> resolve() {
        return CompletableFuture.supplyAsync(this::lookUp, executor);
    }

    private List<EndpointAddress> lookUp() {
        var found = new LinkedHashSet<EndpointAddress>();
        for (var host : hosts) {
            try {
                for (var address : InetAddress.getAllByName(host.host())) {
                    found.add(EndpointAddress.of(address, host.port(), udpPort));
                }
            } catch (UnknownHostException e) {
                LOG.debugf("peer not found host=%s", host.host());
            }
        }
        return List.copyOf(found);
    }
}
