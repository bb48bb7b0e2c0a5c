package io.rserpool.registrar.asap;

import io.rserpool.transport.association.EndpointAddress;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the ASAP endpoint, found by any address of their peers. These change while an association lives (RFC
 * 5061, another primary path), so each session is remembered with those it is listed under.
 */
final class AsapSessions {
    private record Place(InetAddress address, int port, boolean tcp) {}

    private final Map<AsapSession, List<Place>> sessions = new LinkedHashMap<>();
    private final Map<Place, AsapSession> byPlace = new HashMap<>();
    private final Map<InetAddress, Integer> counts = new HashMap<>();

    int size() {
        return sessions.size();
    }

    List<AsapSession> all() {
        return List.copyOf(sessions.keySet());
    }

    void add(AsapSession session) {
        var places = places(session.association().peer(), session.isTcp());
        sessions.put(session, places);
        for (var place : places) {
            byPlace.put(place, session);
            counts.merge(place.address, 1, Integer::sum);
        }
    }

    /** How many there are with one of these addresses, with that which has most. */
    int with(List<InetAddress> addresses) {
        return addresses.stream()
                .mapToInt(address -> counts.getOrDefault(address, 0))
                .max()
                .orElse(0);
    }

    private static List<Place> places(EndpointAddress peer, boolean tcp) {
        return peer.addresses().stream()
                .map(address -> new Place(address, peer.port(), tcp))
                .toList();
    }

    void remove(AsapSession session) {
        var places = sessions.remove(session);
        if (places != null) {
            for (var place : places) {
                byPlace.remove(place, session);
                counts.computeIfPresent(place.address, (address, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** The peer of a session has other addresses than before. */
    void moved(AsapSession session) {
        if (sessions.containsKey(session)) {
            remove(session);
            add(session);
        }
    }

    /** The session over SCTP with one of these addresses, or null. */
    @Nullable
    AsapSession with(EndpointAddress peer) {
        for (var place : places(peer, false)) {
            var session = byPlace.get(place);
            if (session != null) {
                return session;
            }
        }
        return null;
    }
}
