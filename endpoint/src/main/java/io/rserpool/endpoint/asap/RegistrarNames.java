package io.rserpool.endpoint.asap;

import io.rserpool.transport.association.EndpointAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where registrars are: what the configured addresses stand for, and what announces tell. A name that is unknown for
 * a moment keeps its last addresses. Announces are never trustworthy: what is configured comes first.
 */
public final class RegistrarNames {
    /** Of one name. */
    private static final int MOST_ADDRESSES = 32;

    private final RegistrarOptions options;
    private final AddressResolver resolver;
    private final Map<RegistrarAddress, List<InetAddress>> known = new LinkedHashMap<>();
    private @Nullable Announces announces;
    private int outstanding;
    private List<Runnable> waiting = new ArrayList<>();

    public RegistrarNames(RegistrarOptions options, AddressResolver resolver) {
        this.options = options;
        this.resolver = resolver;
    }

    void learnFrom(Announces newAnnounces) {
        announces = newAnnounces;
    }

    /** Resolves all names; those who ask meanwhile wait for the same answers. */
    void resolve(Runnable done) {
        waiting.add(done);
        if (outstanding > 0) {
            return;
        }
        outstanding = options.addresses().size();
        if (outstanding == 0) {
            finish();
            return;
        }
        for (var address : options.addresses()) {
            resolver.resolve(address.host(), found -> resolved(address, found));
        }
    }

    private void resolved(RegistrarAddress address, List<InetAddress> found) {
        if (!found.isEmpty()) {
            known.put(address, found.stream().limit(MOST_ADDRESSES).toList());
        }
        if (--outstanding == 0) {
            finish();
        }
    }

    private void finish() {
        var done = waiting;
        waiting = new ArrayList<>();
        done.forEach(Runnable::run);
    }

    /** Those that only announces tell of, now. */
    List<EndpointAddress> learned() {
        if (announces == null) {
            return List.of();
        }
        var configured = configured();
        return announces.addresses().stream()
                .filter(address -> !configured.contains(address))
                .toList();
    }

    /** What is configured stands for these now, each once. */
    List<EndpointAddress> configured() {
        return known.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .map(ip -> EndpointAddress.of(ip, entry.getKey().port(), options.udpPort())))
                .distinct()
                .toList();
    }

    /**
     * Whether a peer is where a registrar should be: where one is configured; only if none is, announces have to
     * do.
     */
    boolean contains(EndpointAddress peer) {
        if (options.addresses().isEmpty() && announces != null) {
            return announces.addresses().stream()
                    .anyMatch(known ->
                            known.port() == peer.port() && peer.addresses().contains(known.primary()));
        }
        return known.entrySet().stream()
                .anyMatch(entry -> entry.getKey().port() == peer.port()
                        && peer.addresses().stream().anyMatch(entry.getValue()::contains));
    }
}
