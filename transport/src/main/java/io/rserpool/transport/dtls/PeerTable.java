package io.rserpool.transport.dtls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Peers by their addresses, and how many each host has. */
final class PeerTable {
    private final Map<InetSocketAddress, DtlsPeer> peers = new HashMap<>();
    private final Map<InetAddress, Integer> hosts = new HashMap<>();

    @Nullable
    DtlsPeer find(InetSocketAddress address) {
        return peers.get(address);
    }

    /** The one at an address, a new one if there is none. */
    DtlsPeer at(InetSocketAddress address, long now) {
        var known = peers.get(address);
        if (known != null) {
            return known;
        }
        var peer = new DtlsPeer(address, now);
        peers.put(address, peer);
        hosts.merge(address.getAddress(), 1, Integer::sum);
        return peer;
    }

    void remove(DtlsPeer peer) {
        if (peers.remove(peer.address, peer)) {
            hosts.computeIfPresent(peer.address.getAddress(), (host, count) -> count == 1 ? null : count - 1);
        }
    }

    int ofHost(InetAddress host) {
        return hosts.getOrDefault(host, 0);
    }

    List<DtlsPeer> all() {
        return List.copyOf(peers.values());
    }

    void clear() {
        peers.clear();
        hosts.clear();
    }
}
