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

/**
 * Gives the pools that a pod uses their addresses and ports. An entry is captured with all its ports or not at all: of a name that leads to
 * the sidecar, no connection takes the way that it had without.
 */
final class UsePlanner {
    private static final int MAX_ADDRESSES = 254;
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
        var hosts = Hosts.of(use, pool, namespace);
        if (hosts.stream().anyMatch(h -> !HOST.matcher(h).matches())) {
            return Optional.of(new Refusal(user, Refusal.HOST_INVALID, Messages.hostInvalid(hosts)));
        }
        var name = ServiceName.of(use, namespace);
        var service = name.flatMap(snapshot.services()).filter(UsePlanner::hasPorts);
        var wrong = service.flatMap(s -> otherProtocols(user, use, s));
        if (wrong.isPresent()) {
            return wrong;
        }
        var ports = ports(use, pool, service);
        if (ports.leading().isEmpty()) {
            return Optional.of(new Refusal(
                    user, Refusal.PORT_NOT_FOUND, Messages.portNotFound(pool, service.orElseThrow())));
        }
        var known = hosts.stream()
                .map(addresses::get)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        var address = known.isEmpty() ? nextAddress() : known.getFirst();
        var taken = taken(address, ports.leading());
        if (taken.isPresent()) {
            return Optional.of(conflict(user, pool, hosts, taken.get()));
        }
        if (known.size() > 1 || used() >= MAX_ADDRESSES && known.isEmpty() || strange(address, name, ports.others())) {
            return Optional.of(new Refusal(user, Refusal.HOST_TAKEN, Messages.hostsDiffer(hosts)));
        }
        hosts.forEach(h -> addresses.put(h, address));
        ports.leading().forEach(port -> uses.add(new PlannedUse(user, use, pool, hosts, address, port)));
        name.ifPresent(n -> ports.others()
                .forEach(port -> forwards.add(new Forward(user, pool, n, hosts.getFirst(), address, port))));
        return Optional.empty();
    }

    /** One of type ExternalName is another name for something outside, and leads nowhere by itself. */
    private static boolean hasPorts(Service service) {
        return !"ExternalName".equals(service.getSpec().getType());
    }

    private static ServicePorts ports(UsedPool use, Pool pool, Optional<Service> service) {
        int poolPort = Objects.requireNonNull(pool.getSpec().port());
        var ports = service.map(s -> ServicePorts.of(s, poolPort, pool.portNames()))
                .orElseGet(() -> new ServicePorts(Set.of(poolPort), Set.of()));
        // Without a Service nobody knows of a second port.
        return use.port() == null
                ? ports
                : service.isPresent() ? ports.withPort(use.port()) : new ServicePorts(Set.of(use.port()), Set.of());
    }

    /** Whoever names the hosts himself knows which protocol his clients speak to them. */
    private static Optional<Refusal> otherProtocols(PoolUser user, UsedPool use, Service service) {
        var others = ServicePorts.otherProtocols(service);
        return others.isEmpty() || (use.hosts() != null && !use.hosts().isEmpty())
                ? Optional.empty()
                : Optional.of(new Refusal(user, Refusal.OTHER_PROTOCOLS, Messages.otherProtocols(service, others)));
    }

    private Optional<PlannedUse> taken(String address, Set<Integer> ports) {
        return uses.stream()
                .filter(u -> u.address().equals(address) && ports.contains(u.port()))
                .findFirst();
    }

    private static Refusal conflict(PoolUser user, Pool pool, List<String> hosts, PlannedUse taken) {
        if (!Snapshot.same(taken.pool(), pool)) {
            return new Refusal(user, Refusal.HOST_TAKEN, Messages.hostTaken(hosts, taken));
        }
        return new Refusal(
                user,
                Refusal.POOL_USER_CONFLICT,
                Snapshot.same(taken.user(), user)
                        ? Messages.listedTwice(taken)
                        : Messages.poolUserConflict(user, taken));
    }

    /** Whether another Service of the same address has one of these ports: nobody could tell them apart. */
    private boolean strange(String address, Optional<ServiceName> service, Set<Integer> ports) {
        return forwards.stream()
                .anyMatch(f -> f.address().equals(address)
                        && ports.contains(f.port())
                        && !Optional.of(f.service()).equals(service));
    }

    private String nextAddress() {
        return Planner.CAPTURE_PREFIX + (used() + 1);
    }

    private long used() {
        return addresses.values().stream().distinct().count();
    }
}
