package io.rserpool.registrar.copies;

import io.rserpool.handlespace.PoolElement;
import io.rserpool.handlespace.Position;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.domain.Parameters;
import io.rserpool.registrar.enrp.Peer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the handlespace to other registrars, part by part (RFC 5353 section 3.2.3): one session per requester and
 * kind of table, dropped when nobody asks for the next part.
 */
final class HandleTables {
    private static final int MAX_BYTES = 60_000;

    private record Key(ServerId requester, boolean ownOnly) {}

    private record Session(Position after, long deadline) {}

    private final Domain domain;
    private final Map<Key, Session> sessions = new HashMap<>();

    HandleTables(Domain domain) {
        this.domain = domain;
    }

    HandleTableResponse answer(Peer peer, HandleTableRequest request, boolean ready) {
        var key = new Key(peer.id(), request.ownChildrenOnly());
        var session = sessions.remove(key);
        if (!ready) {
            return rejection(peer, Dropped.HANDLE_TABLE_NOT_READY);
        }
        var home = request.ownChildrenOnly() ? domain.id() : null;
        var most = domain.profile().rules().copies().tableElements();
        var part = fitting(domain.handlespace().part(home, session == null ? null : session.after(), most + 1), most);
        if (part.more()) {
            if (sessions.size() >= domain.settings().limits().downloads()) {
                return rejection(peer, Dropped.DOWNLOAD_LIMIT);
            }
            sessions.put(
                    key, new Session(part.last(), domain.in(domain.profile().maxTimeNoResponse())));
        }
        return new HandleTableResponse(domain.id(), peer.id(), false, part.more(), entries(part.elements()));
    }

    private HandleTableResponse rejection(Peer peer, Dropped reason) {
        domain.metrics().dropped(reason);
        return new HandleTableResponse(domain.id(), peer.id(), true, false, List.of());
    }

    /** Downloads under way. */
    int sessions() {
        return sessions.size();
    }

    /** A registrar begins anew, or is gone. */
    void forget(ServerId requester) {
        sessions.keySet().removeIf(key -> key.requester().equals(requester));
    }

    void tick() {
        var now = domain.now();
        sessions.values().removeIf(session -> now >= session.deadline());
    }

    private record Part(List<PoolElement> elements, boolean more) {
        Position last() {
            return elements.getLast().position();
        }
    }

    private static Part fitting(List<PoolElement> elements, int most) {
        int bytes = 0;
        int count = 0;
        for (var element : elements) {
            bytes += Parameters.size(element.parameter()) + Parameters.size(element.handle());
            if (count == most || (bytes > MAX_BYTES && count > 0)) {
                return new Part(elements.subList(0, count), true);
            }
            count++;
        }
        return new Part(elements, false);
    }

    /** Elements come by pool, so that those of a pool are neighbours. */
    private static List<PoolEntry> entries(List<PoolElement> elements) {
        var pools = new ArrayList<PoolEntry>();
        PoolHandle handle = null;
        var members = new ArrayList<PoolElementParameter>();
        for (var element : elements) {
            if (handle != null && !handle.equals(element.handle())) {
                pools.add(new PoolEntry(handle, members));
                members = new ArrayList<>();
            }
            handle = element.handle();
            members.add(element.parameter());
        }
        if (handle != null) {
            pools.add(new PoolEntry(handle, members));
        }
        return pools;
    }
}
