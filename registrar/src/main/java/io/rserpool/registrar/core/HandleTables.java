package io.rserpool.registrar.core;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.handlespace.Position;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Gives the handlespace to other registrars, part by part (RFC 5353 section 3.2.3). */
final class HandleTables {
    private static final int MAX_ELEMENTS = 128;
    private static final int MAX_BYTES = 32_000;

    private final Domain domain;

    HandleTables(Domain domain) {
        this.domain = domain;
    }

    HandleTableResponse answer(Peer peer, HandleTableRequest request, boolean ready) {
        if (!ready) {
            return new HandleTableResponse(domain.id(), peer.id(), true, false, List.of());
        }
        var ownOnly = request.ownChildrenOnly();
        var after = ownOnly == peer.downloadsOwnOnly ? peer.downloaded : null;
        var part = fitting(domain.handlespace().part(ownOnly ? domain.id() : null, after, MAX_ELEMENTS + 1));
        peer.downloadsOwnOnly = ownOnly;
        peer.downloaded = part.more ? part.last() : null;
        return new HandleTableResponse(domain.id(), peer.id(), false, part.more, entries(part.elements));
    }

    private record Part(List<PoolElement> elements, boolean more) {
        Position last() {
            return elements.getLast().position();
        }
    }

    private static Part fitting(List<PoolElement> elements) {
        int bytes = 0;
        int count = 0;
        for (var element : elements) {
            bytes += Parameters.size(element.parameter()) + element.handle().length();
            if (count == MAX_ELEMENTS || (bytes > MAX_BYTES && count > 0)) {
                return new Part(elements.subList(0, count), true);
            }
            count++;
        }
        return new Part(elements, false);
    }

    private static List<PoolEntry> entries(List<PoolElement> elements) {
        var pools = new LinkedHashMap<PoolHandle, List<PoolElementParameter>>();
        for (var element : elements) {
            pools.computeIfAbsent(element.handle(), handle -> new ArrayList<>()).add(element.parameter());
        }
        return pools.entrySet().stream()
                .map(pool -> new PoolEntry(pool.getKey(), pool.getValue()))
                .toList();
    }
}
