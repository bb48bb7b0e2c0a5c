package io.rserpool.endpoint;

import io.rserpool.transport.SctpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the configured registrar addresses stand for. A name that is unknown for a moment keeps its last addresses. */
final class RegistrarNames {
    private final RegistrarOptions options;
    private final AddressResolver resolver;
    private final Map<RegistrarAddress, List<InetAddress>> known = new LinkedHashMap<>();
    private int outstanding;
    private List<Runnable> waiting = new ArrayList<>();

    RegistrarNames(RegistrarOptions options, AddressResolver resolver) {
        this.options = options;
        this.resolver = resolver;
    }

    /** Resolves all names; those who ask meanwhile wait for the same answers. */
    void resolve(Runnable done) {
        waiting.add(done);
        if (outstanding > 0) {
            return;
        }
        outstanding = options.addresses().size();
        for (var address : options.addresses()) {
            resolver.resolve(address.host(), found -> resolved(address, found));
        }
    }

    private void resolved(RegistrarAddress address, List<InetAddress> found) {
        if (!found.isEmpty()) {
            known.put(address, List.copyOf(found));
        }
        if (--outstanding == 0) {
            var done = waiting;
            waiting = new ArrayList<>();
            done.forEach(Runnable::run);
        }
    }

    /** All addresses known now, each once. */
    List<SctpAddress> addresses() {
        return known.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(ip -> SctpAddress.of(ip, entry.getKey().port(), options.udpPort())))
                .distinct()
                .toList();
    }

    /** Whether a peer is where a registrar should be. */
    boolean contains(SctpAddress peer) {
        return known.entrySet().stream()
                .anyMatch(entry -> entry.getKey().port() == peer.port()
                        && peer.addresses().stream().anyMatch(entry.getValue()::contains));
    }
}
