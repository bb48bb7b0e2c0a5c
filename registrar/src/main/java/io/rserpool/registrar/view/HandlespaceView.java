package io.rserpool.registrar.view;

import io.rserpool.handlespace.Pool;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.enrp.Peer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What people and the operator see of a registrar: the objects of the RSerPool MIB (RFC 5525). It is made on the event
 * loop, so the many elements are only listed there; what they show is made by who reads it.
 */
public final class HandlespaceView {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private HandlespaceView() {}

    public static Map<String, Object> of(Domain domain, List<Peer> peers, boolean ready, Duration uptime) {
        var view = new LinkedHashMap<String, Object>();
        view.put("serverId", domain.id().toString());
        view.put("address", domain.transport().localAddresses().getFirst().getHostAddress());
        view.put("ready", ready);
        view.put("uptimeSeconds", uptime.toSeconds());
        view.put("asapPort", domain.settings().asapPort());
        view.put("enrpPort", domain.settings().enrpPort());
        view.put("enrpAddresses", ElementView.addresses(domain.transport().localAddresses()));
        var group = domain.settings().enrpMulticast();
        view.put(
                "enrpAnnounceAddress",
                group == null
                        ? ""
                        : group.group().getAddress().getHostAddress() + ":"
                                + group.group().getPort());
        view.put("peers", peers.stream().map(peer -> peer(peer, domain.now())).toList());
        view.put("checksum", checksum(domain.handlespace().checksum(domain.id())));
        view.put("checksums", checksums(domain));
        view.put(
                "pools",
                domain.handlespace().pools().stream().map(HandlespaceView::pool).toList());
        return view;
    }

    private static String checksum(int value) {
        return "0x%04x".formatted(value);
    }

    /** Of every registrar's elements as this one knows them: equal in all copies once these agree. */
    private static Map<String, Object> checksums(Domain domain) {
        var checksums = new LinkedHashMap<String, Object>();
        domain.handlespace().owners().stream()
                .sorted()
                .forEach(owner -> checksums.put(
                        owner.toString(), checksum(domain.handlespace().checksum(owner))));
        return checksums;
    }

    private static Map<String, Object> peer(Peer peer, long now) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", peer.id().toString());
        var link = peer.link();
        view.put(
                "address",
                link == null ? "" : link.association().peer().primary().getHostAddress());
        view.put("state", peer.state().name());
        view.put("lastHeardMillis", (now - peer.lastHeard()) / NANOS_PER_MILLI);
        var information = peer.information();
        if (information != null) {
            view.put("enrpPort", information.transport().port());
            view.put(
                    "enrpAddresses",
                    ElementView.addresses(information.transport().addresses()));
        }
        return view;
    }

    private static Map<String, Object> pool(Pool pool) {
        var view = new LinkedHashMap<String, Object>();
        view.put("handle", pool.handle().toString());
        view.put("policy", ElementView.name(pool.policy()));
        view.put(
                "elements",
                new LazyList<>(
                        pool.elements().stream().map(PoolElement::parameter).toList(), ElementView::of));
        return view;
    }
}
