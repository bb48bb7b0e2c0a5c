package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.Service;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.UsedPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives the pools that a pod uses their addresses and ports. An entry is captured with all its ports or not at all: of a name that leads to
 * the sidecar, no connection takes the way that it had without.
 */
final class UsePlanner {
    private static final int MAX_ADDRESSES = 254;

    /** What a pod's annotations have room for, several times over: a pod with longer ones could not be created. */
    private static final int MAX_PORTS = 256;

    private static final Pattern HOST = Pattern.compile(UsedPool.HOST);

    private final Snapshot snapshot;
    private final String namespace;
    private final List<PlannedUse> uses = new ArrayList<>();
    private final List<Forward> forwards = new ArrayList<>();
    private final Map<String, String> addresses = new HashMap<>();

    UsePlanner(Snapshot snapshot, String namespace) {
        this.snapshot = snapshot;
        this.namespace = namespace;
    }

    List<PlannedUse> uses() {
        return List.copyOf(uses);
    }

    /** {@return the other ports of captured names, without those that an entry captures} */
    List<Forward> forwards() {
        return forwards.stream()
                .filter(f -> uses.stream().noneMatch(u -> u.address().equals(f.address()) && u.port() == f.port()))
                .toList();
    }

    /** {@return why the entry is not captured; empty if it is} */
    Optional<Refusal> add(PoolUser user, UsedPool use, Pool pool) {
        var name = ServiceName.of(use, namespace);
        var service =
                name.flatMap(snapshot.services()).filter(UsePlanner::hasPorts).orElse(null);
        var entry = new Entry(
                user, use, pool, Hosts.of(use, pool, namespace), name.orElse(null), ports(use, pool, service));
        var refusal = impossible(entry, service).or(() -> taken(entry));
        if (refusal.isEmpty()) {
            capture(entry);
        }
        return refusal;
    }

    /**
     * An entry on its way to be captured.
     *
     * @param user the PoolUser
     * @param use the entry in it
     * @param pool the Pool
     * @param hosts names under which the clients know it
     * @param service the Service that the first of them may be, null if it can be none
     * @param ports that Service's ports
     */
    private record Entry(
            PoolUser user,
            UsedPool use,
            Pool pool,
            List<String> hosts,
            @Nullable ServiceName service,
            ServicePorts ports) {
        Optional<Refusal> refused(String reason, String message) {
            return Optional.of(new Refusal(user, reason, message));
        }

        boolean namesHosts() {
            return use.hosts() != null && !use.hosts().isEmpty();
        }
    }

    /** What is wrong with the entry itself. Whoever names the hosts knows which protocol the clients speak to them. */
    private Optional<Refusal> impossible(Entry entry, @Nullable Service service) {
        if (!entry.hosts().stream().allMatch(h -> HOST.matcher(h).matches())) {
            return entry.refused(Refusal.HOST_INVALID, Messages.hostInvalid(entry.hosts()));
        }
        var strange = entry.hosts().stream()
                .filter(h -> !snapshot.allowedHosts()
                        .admit(h, namespace, entry.pool().getMetadata().getNamespace()))
                .toList();
        if (!strange.isEmpty()) {
            return entry.refused(Refusal.HOST_NOT_ALLOWED, Messages.hostNotAllowed(strange, namespace, entry.pool()));
        }
        var wrong = FailoverCheck.problem(entry.use());
        if (wrong.isPresent()) {
            return entry.refused(Refusal.FAILOVER_INVALID, Messages.failoverInvalid(entry.pool(), wrong.get()));
        }
        if (service == null) {
            return Optional.empty();
        }
        var others = ServicePorts.otherProtocols(service);
        if (!others.isEmpty() && !entry.namesHosts()) {
            return entry.refused(Refusal.OTHER_PROTOCOLS, Messages.otherProtocols(service, others));
        }
        return entry.ports().leading().isEmpty()
                ? entry.refused(Refusal.PORT_NOT_FOUND, Messages.portNotFound(entry.pool(), service))
                : Optional.empty();
    }

    /** What is wrong with the entry beside the ones before. */
    private Optional<Refusal> taken(Entry entry) {
        if (uses.size() + forwards.size() + entry.ports().count() > MAX_PORTS) {
            return entry.refused(Refusal.TOO_MANY_PORTS, Messages.tooManyPorts(entry.hosts(), MAX_PORTS));
        }
        var known = addresses(entry.hosts());
        if (known.isEmpty()) {
            return used() < MAX_ADDRESSES
                    ? Optional.empty()
                    : entry.refused(Refusal.HOST_TAKEN, Messages.tooManyHosts(MAX_ADDRESSES));
        }
        var taken = uses.stream()
                .filter(u -> u.address().equals(known.getFirst())
                        && entry.ports().leading().contains(u.port()))
                .findFirst();
        if (taken.isPresent()) {
            return Optional.of(conflict(entry, taken.get()));
        }
        return known.size() > 1 || isStrange(entry, known.getFirst())
                ? entry.refused(Refusal.HOST_TAKEN, Messages.hostsDiffer(entry.hosts()))
                : Optional.empty();
    }

    private void capture(Entry entry) {
        var known = addresses(entry.hosts());
        var address = known.isEmpty() ? Planner.CAPTURE_PREFIX + (used() + 1) : known.getFirst();
        entry.hosts().forEach(h -> addresses.put(h, address));
        for (int port : entry.ports().leading()) {
            uses.add(new PlannedUse(entry.user(), entry.use(), entry.pool(), entry.hosts(), address, port));
        }
        for (int port : entry.ports().others()) {
            if (forwards.stream().noneMatch(f -> f.address().equals(address) && f.port() == port)) {
                forwards.add(new Forward(
                        entry.user(),
                        entry.pool(),
                        Objects.requireNonNull(entry.service()),
                        entry.hosts().getFirst(),
                        address,
                        port));
            }
        }
    }

    /** One of type ExternalName is another name for something outside, and leads nowhere by itself. */
    private static boolean hasPorts(Service service) {
        return !"ExternalName".equals(service.getSpec().getType());
    }

    /** Of a name that is no Service's, nobody knows any port but the one that is captured. */
    private static ServicePorts ports(UsedPool use, Pool pool, @Nullable Service service) {
        int poolPort = Objects.requireNonNull(pool.getSpec().port());
        if (service == null) {
            return new ServicePorts(Set.of(Objects.requireNonNullElse(use.port(), poolPort)), Set.of());
        }
        var ports = ServicePorts.of(service, poolPort, pool.portNames());
        return use.port() == null ? ports : ports.withPort(use.port());
    }

    private static Refusal conflict(Entry entry, PlannedUse taken) {
        if (!Snapshot.same(taken.pool(), entry.pool())) {
            return new Refusal(entry.user(), Refusal.HOST_TAKEN, Messages.hostTaken(entry.hosts(), taken));
        }
        var message = Snapshot.same(taken.user(), entry.user())
                ? Messages.listedTwice(taken)
                : Messages.poolUserConflict(entry.user(), taken);
        return new Refusal(entry.user(), Refusal.POOL_USER_CONFLICT, message);
    }

    /** Whether another Service at the address has a port of the same number to be carried on: nobody could tell the two apart. */
    private boolean isStrange(Entry entry, String address) {
        return forwards.stream()
                .anyMatch(f -> f.address().equals(address)
                        && entry.ports().others().contains(f.port())
                        && !f.service().equals(entry.service()));
    }

    private List<String> addresses(List<String> hosts) {
        return hosts.stream()
                .map(addresses::get)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private long used() {
        return addresses.values().stream().distinct().count();
    }
}
