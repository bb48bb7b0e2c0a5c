package io.rserpool.endpoint.user;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.PooledElement;
import io.rserpool.endpoint.asap.SuspectElements;
import io.rserpool.endpoint.authorisation.Admission;
import io.rserpool.endpoint.carrier.ElementProbe;
import io.rserpool.endpoint.carrier.Suspicion;
import io.rserpool.endpoint.carrier.mux.OutgoingLink;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The associations with elements. One serves all sessions with its element; when all its streams are in use, or it is
 * closing, another one is made from another port. An element that does not multiplex gets an association for each session,
 * from a port that is used for nothing else: two associations between the same ports could be taken for one.
 */
final class ElementLinks implements OutgoingLink.Owner {
    private static final int MAX_PORTS = 16;
    /** Direct sessions at the same time. */
    private static final int MAX_OWN_PORTS = 4096;

    private static final int MAX_REMEMBERED = 1024;

    /** For timer profiles in which retransmissions alone decide. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(10);

    private final SctpTransport transport;
    private final PoolUserOptions options;
    private final Admission admission;
    private final EndpointMetrics metrics;
    private final SuspectElements suspects;
    private final Consumer<Set<PooledElement>> unreachable;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Map<EndpointAddress, List<OutgoingLink>> links = new HashMap<>();
    private final Set<EndpointAddress> foreign = new LinkedHashSet<>();
    private final Set<Endpoint> ownEndpoints = new HashSet<>();
    private final ElementProbe probe;

    /** @param unreachable told which elements are dead, before their sessions are */
    ElementLinks(
            SctpTransport transport,
            PoolUserOptions options,
            Admission admission,
            SuspectElements suspects,
            EndpointMetrics metrics,
            Consumer<Set<PooledElement>> unreachable) {
        this.transport = transport;
        this.options = options;
        this.admission = admission;
        this.suspects = suspects;
        this.metrics = metrics;
        this.unreachable = unreachable;
        this.probe = new ElementProbe(transport, options.sctp(), admission);
    }

    @Override
    public ElementProbe probe() {
        return probe;
    }

    @Override
    public EventLoop loop() {
        return transport.eventLoop();
    }

    PoolUserOptions options() {
        return options;
    }

    @Override
    public SessionLimits limits() {
        return options.limits();
    }

    @Override
    public Duration idleTimeout() {
        return options.idleTimeout();
    }

    @Override
    public EndpointMetrics metrics() {
        return metrics;
    }

    @Override
    public Admission admission() {
        return admission;
    }

    /** One with room for a session; null if none can be made now. */
    @Nullable
    OutgoingLink to(EndpointAddress address) {
        if (!options.multiplexing() || foreign.contains(address)) {
            return ofItsOwn(address);
        }
        var existing = links.getOrDefault(address, List.of());
        for (var link : existing) {
            if (link.hasRoom()) {
                return link;
            }
        }
        for (int index = 0; index < MAX_PORTS; index++) {
            var endpoint = endpoint(index);
            if (existing.stream().noneMatch(link -> link.endpoint() == endpoint)) {
                return share(address, endpoint);
            }
        }
        return null;
    }

    private Endpoint endpoint(int index) {
        while (endpoints.size() <= index) {
            endpoints.add(transport.open(0, options.endpointOptions()));
        }
        return endpoints.get(index);
    }

    private @Nullable OutgoingLink share(EndpointAddress address, Endpoint endpoint) {
        var link = new OutgoingLink(this, address, endpoint, false);
        if (!associate(link)) {
            return null;
        }
        add(link);
        return link;
    }

    private @Nullable OutgoingLink ofItsOwn(EndpointAddress address) {
        if (ownEndpoints.size() >= MAX_OWN_PORTS) {
            return null;
        }
        var endpoint = transport.open(0, options.endpointOptions());
        ownEndpoints.add(endpoint);
        var link = new OutgoingLink(this, address, endpoint, true);
        if (associate(link)) {
            return link;
        }
        closeOwn(link);
        return null;
    }

    private boolean associate(OutgoingLink link) {
        try {
            link.carriedBy(link.endpoint().associate(link.address(), new ElementAssociation(this, link)));
            return true;
        } catch (TransportException associatedAlready) {
            return false;
        }
    }

    private void add(OutgoingLink link) {
        links.computeIfAbsent(link.address(), _ -> new ArrayList<>(1)).add(link);
    }

    /** The element tells that it multiplexes. */
    void multiplexes(OutgoingLink link) {
        if (foreign.remove(link.address()) && link.hasOwnEndpoint()) {
            add(link);
        }
    }

    /** The element does not multiplex: remembered, for the next session with it. */
    void isForeign(OutgoingLink link) {
        forget(link);
        if (options.multiplexing() && foreign.add(link.address()) && foreign.size() > MAX_REMEMBERED) {
            foreign.remove(foreign.iterator().next());
        }
    }

    @Override
    public void remove(OutgoingLink link) {
        forget(link);
        closeOwn(link);
    }

    private void forget(OutgoingLink link) {
        var list = links.get(link.address());
        if (list != null && list.remove(link) && list.isEmpty()) {
            links.remove(link.address());
        }
    }

    /** The association from an endpoint of its own is down. */
    void closeOwn(OutgoingLink link) {
        if (link.hasOwnEndpoint() && ownEndpoints.remove(link.endpoint())) {
            loop().execute(link.endpoint()::close);
        }
    }

    /** Ports in use for one association only. */
    int ownPorts() {
        return ownEndpoints.size();
    }

    @Override
    public void unreachable(Set<PooledElement> elements) {
        unreachable.accept(elements);
    }

    @Override
    public boolean cannotConnect(OutgoingLink link, boolean refused) {
        var deadAfter = options.sctp().failure().deadAfter();
        return suspects.cannotConnect(
                link.address(), link.begunAt(), refused, deadAfter.isZero() ? DEAD_AFTER : deadAfter);
    }

    void connected(OutgoingLink link) {
        suspects.connected(link.address());
    }

    @Override
    public Suspicion suspicion(EndpointAddress address, Runnable onSuspect) {
        return new Suspicion(loop(), suspects, address, onSuspect);
    }

    void close() {
        links.values().stream().flatMap(List::stream).toList().forEach(OutgoingLink::shutdown);
    }
}
