package io.rserpool.registrar.core;

import io.rserpool.handlespace.Pool;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What people and the operator see of a registrar. */
final class HandlespaceView {
    private static final double FULL_LOAD = 0xffffffffL;

    private HandlespaceView() {}

    static Map<String, Object> of(Domain domain, EnrpServer enrp, boolean ready) {
        var view = new LinkedHashMap<String, Object>();
        view.put("serverId", domain.id().toString());
        view.put("address", domain.transport().localAddresses().getFirst().getHostAddress());
        view.put("ready", ready);
        view.put("peers", enrp.knownPeers().stream().map(HandlespaceView::peer).toList());
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

    private static Map<String, Object> peer(Peer peer) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", peer.id().toString());
        var link = peer.link();
        view.put(
                "address",
                link == null ? "" : link.association().peer().primary().getHostAddress());
        view.put("state", peer.state().name());
        return view;
    }

    private static Map<String, Object> pool(Pool pool) {
        var view = new LinkedHashMap<String, Object>();
        view.put("handle", pool.handle().toString());
        view.put("policy", name(pool.policy()));
        view.put(
                "elements",
                pool.elements().stream().map(HandlespaceView::element).toList());
        return view;
    }

    private static String name(Policy policy) {
        return policy.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toUpperCase(Locale.ROOT);
    }

    private static Map<String, Object> element(PoolElement element) {
        var parameter = element.parameter();
        var view = new LinkedHashMap<String, Object>();
        view.put("id", element.identifier().toString());
        view.put("home", element.home().toString());
        transport(parameter, view);
        view.put("registrationLife", parameter.registrationLife());
        view.put("load", load(parameter.policy()));
        return view;
    }

    private static void transport(PoolElementParameter element, Map<String, Object> view) {
        var transport = element.userTransport();
        var addressAndPort =
                switch (transport) {
                    case TransportParameter.Sctp sctp ->
                        Map.entry(sctp.addresses().getFirst().getHostAddress(), sctp.port());
                    case TransportParameter.Tcp tcp -> Map.entry(tcp.address().getHostAddress(), tcp.port());
                    case TransportParameter.Udp udp -> Map.entry(udp.address().getHostAddress(), udp.port());
                    case TransportParameter.UdpLite udp ->
                        Map.entry(udp.address().getHostAddress(), udp.port());
                    case TransportParameter.Dccp dccp ->
                        Map.entry(dccp.address().getHostAddress(), dccp.port());
                    case TransportParameter.Opaque opaque -> Map.entry("", 0);
                };
        view.put("address", addressAndPort.getKey());
        view.put("port", addressAndPort.getValue());
        view.put("transport", transport.getClass().getSimpleName().toUpperCase(Locale.ROOT));
    }

    /** 0 to 1; of policies without load 0. */
    private static double load(Policy policy) {
        var load =
                switch (policy) {
                    case Policy.LeastUsed p -> p.load();
                    case Policy.LeastUsedDegradation p -> p.load();
                    case Policy.PriorityLeastUsed p -> p.load();
                    case Policy.RandomizedLeastUsed p -> p.load();
                    case Policy.RandomizedPriorityLeastUsed p -> p.load();
                    case Policy.RandomizedLeastUsedDegradation p -> p.load();
                    case Policy.PriorityLeastUsedDegradation p -> p.load();
                    case Policy.RandomizedPriorityLeastUsedDegradation p -> p.load();
                    case Policy.LeastUsedDpf p -> p.load();
                    case Policy.LeastUsedDegradationDpf p -> p.load();
                    default -> 0;
                };
        return Integer.toUnsignedLong(load) / FULL_LOAD;
    }
}
