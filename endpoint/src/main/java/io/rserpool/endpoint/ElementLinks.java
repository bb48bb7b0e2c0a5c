package io.rserpool.endpoint;

import io.rserpool.transport.EventLoop;
import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpEndpoint;
import io.rserpool.transport.SctpException;
import io.rserpool.transport.SctpTransport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The associations with elements. One serves all sessions with its element; when all its streams are in
 * use, or it is closing, another one is made from another port.
 */
final class ElementLinks {
    private static final int MAX_PORTS = 16;

    private final SctpTransport transport;
    private final PoolUserOptions options;
    private final EndpointMetrics metrics;
    private final BiConsumer<List<SessionStream>, List<PoolSession>> unreachable;
    private final List<SctpEndpoint> endpoints = new ArrayList<>();
    private final Map<SctpAddress, List<OutgoingLink>> links = new HashMap<>();

    /** @param unreachable told whose element could not be reached, before the sessions are */
    ElementLinks(
            SctpTransport transport,
            PoolUserOptions options,
            EndpointMetrics metrics,
            BiConsumer<List<SessionStream>, List<PoolSession>> unreachable) {
        this.transport = transport;
        this.options = options;
        this.metrics = metrics;
        this.unreachable = unreachable;
    }

    EventLoop loop() {
        return transport.eventLoop();
    }

    PoolUserOptions options() {
        return options;
    }

    EndpointMetrics metrics() {
        return metrics;
    }

    /** One with room for a session; null if none can be made now. */
    @Nullable
    OutgoingLink to(SctpAddress address) {
        var existing = links.getOrDefault(address, List.of());
        for (var link : existing) {
            if (link.hasRoom()) {
                return link;
            }
        }
        for (int index = 0; index < MAX_PORTS; index++) {
            var port = index;
            if (existing.stream().noneMatch(link -> link.endpointIndex() == port)) {
                return associate(address, index);
            }
        }
        return null;
    }

    private @Nullable OutgoingLink associate(SctpAddress address, int index) {
        while (endpoints.size() <= index) {
            endpoints.add(transport.open(0, options.limits().applyTo(options.sctp())));
        }
        var link = new OutgoingLink(this, address, index);
        try {
            link.carriedBy(endpoints.get(index).associate(address, link));
        } catch (SctpException associatedAlready) {
            return null;
        }
        links.computeIfAbsent(address, _ -> new ArrayList<>(1)).add(link);
        return link;
    }

    void remove(OutgoingLink link) {
        var list = links.get(link.address());
        if (list != null && list.remove(link) && list.isEmpty()) {
            links.remove(link.address());
        }
    }

    void unreachable(List<SessionStream> streams, List<PoolSession> waiting) {
        unreachable.accept(streams, waiting);
    }

    void close() {
        links.values().stream().flatMap(List::stream).toList().forEach(OutgoingLink::shutdown);
    }
}
