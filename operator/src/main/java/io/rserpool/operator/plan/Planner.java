package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.UsedPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plans the pods of one namespace that have certain labels: a pure function of a {@link Snapshot}. */
public final class Planner {
    /** All loopback addresses given to pools begin so. */
    public static final String CAPTURE_PREFIX = "127.77.0.";

    private static final int MAX_ADDRESSES = 254;

    private final Snapshot snapshot;
    private final String namespace;
    private final List<Pool> pools = new ArrayList<>();
    private final List<PlannedUse> uses = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final Map<String, String> addresses = new HashMap<>();
    private @Nullable OperationScope peScope;
    private @Nullable OperationScope puScope;

    private Planner(Snapshot snapshot, String namespace) {
        this.snapshot = snapshot;
        this.namespace = namespace;
    }

    /** {@return what pods with these labels should have} */
    public static PodPlan plan(Snapshot snapshot, String namespace, @Nullable Map<String, String> labels) {
        if (namespace.equals(snapshot.operatorNamespace())
                || (labels != null && Names.DISABLED.equals(labels.get(Names.INJECT)))) {
            return PodPlan.EMPTY;
        }
        var planner = new Planner(snapshot, namespace);
        snapshot.pools().stream()
                .filter(p -> p.getMetadata().getNamespace().equals(namespace))
                .filter(p -> Selectors.matches(p.getSpec().selector(), labels))
                .forEach(planner::add);
        snapshot.users().stream()
                .filter(u -> u.getMetadata().getNamespace().equals(namespace))
                .filter(u -> Selectors.matches(u.getSpec().selector(), labels))
                .forEach(u -> u.getSpec().pools().forEach(use -> planner.add(u, use)));
        return planner.result();
    }

    /** {@return what pods would have that only this PoolUser selects} */
    public static PodPlan alone(Snapshot snapshot, PoolUser user) {
        var planner = new Planner(snapshot, user.getMetadata().getNamespace());
        user.getSpec().pools().forEach(use -> planner.add(user, use));
        return planner.result();
    }

    private PodPlan result() {
        return new PodPlan(peScope, List.copyOf(pools), puScope, List.copyOf(uses), List.copyOf(refusals));
    }

    private void add(Pool pool) {
        if (!(snapshot.scopeOf(pool) instanceof ScopeResolution.Found(var scope))) {
            var resolution = snapshot.scopeOf(pool);
            refuse(pool, resolution.reason(), resolution.message());
            return;
        }
        var owner = snapshot.ownerOfHandle(pool);
        if (!Snapshot.same(owner, pool)) {
            refuse(pool, Refusal.HANDLE_TAKEN, handleTaken(pool, owner));
            return;
        }
        var rival = pools.stream()
                .filter(p -> Objects.equals(p.getSpec().port(), pool.getSpec().port()))
                .findFirst();
        if (rival.isPresent()) {
            refuse(pool, Refusal.PODS_TAKEN, podsTaken(pool, rival.get()));
        } else if (peScope != null && peScope != scope) {
            refuse(pool, Refusal.SCOPE_MISMATCH, mismatch("Pool " + Refusal.name(pool), peScope));
        } else {
            peScope = scope;
            pools.add(pool);
        }
    }

    private void add(PoolUser user, UsedPool use) {
        var poolNamespace = Objects.requireNonNullElse(use.namespace(), namespace);
        var found = snapshot.pool(poolNamespace, use.pool());
        if (found.isEmpty()) {
            refuse(user, Refusal.POOL_NOT_FOUND, notFound(poolNamespace, use.pool()));
            return;
        }
        var pool = found.get();
        if (!(snapshot.scopeFor(pool, namespace) instanceof ScopeResolution.Found(var scope))) {
            var resolution = snapshot.scopeFor(pool, namespace);
            refuse(user, Refusal.POOL_NOT_USABLE, "Pool " + Refusal.name(pool) + ": " + resolution.message());
        } else if (!Snapshot.same(snapshot.ownerOfHandle(pool), pool)) {
            refuse(user, Refusal.POOL_NOT_USABLE, handleTaken(pool, snapshot.ownerOfHandle(pool)));
        } else if (puScope != null && puScope != scope) {
            refuse(user, Refusal.SCOPE_MISMATCH, mismatch("Pool " + Refusal.name(pool), puScope));
        } else {
            puScope = scope;
            capture(user, use, pool);
        }
    }

    private void capture(PoolUser user, UsedPool use, Pool pool) {
        var hosts = Hosts.of(use, pool, namespace);
        int port = use.port() == null ? Objects.requireNonNull(pool.getSpec().port()) : use.port();
        var known = hosts.stream()
                .map(addresses::get)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        var address = known.isEmpty()
                ? CAPTURE_PREFIX + (addresses.values().stream().distinct().count() + 1)
                : known.getFirst();
        var taken = uses.stream()
                .filter(u -> u.port() == port && u.address().equals(address))
                .findFirst();
        if (taken.isPresent()) {
            if (!Snapshot.same(taken.get().pool(), pool)) {
                refuse(user, Refusal.HOST_TAKEN, hostTaken(hosts, port, taken.get()));
            }
            return;
        }
        if (known.size() > 1 || addresses.values().stream().distinct().count() >= MAX_ADDRESSES) {
            refuse(
                    user,
                    Refusal.HOST_TAKEN,
                    "the hosts %s stand for different pools in other entries: name each host in one entry per port"
                            .formatted(hosts));
            return;
        }
        hosts.forEach(h -> addresses.put(h, address));
        uses.add(new PlannedUse(user, use, pool, hosts, address, port));
    }

    private void refuse(HasMetadata resource, String reason, String message) {
        refusals.add(new Refusal(resource, reason, message));
    }

    /** {@return what to say of a Pool whose handle belongs to an older one} */
    public static String handleTaken(Pool pool, Pool owner) {
        return "pool handle \"%s\" belongs to the older Pool %s of the same OperationScope: give Pool %s another spec.handle"
                .formatted(pool.handle(), Refusal.name(owner), Refusal.name(pool));
    }

    /** {@return what to say of a PoolUser that names an unknown Pool} */
    public static String notFound(String namespace, String name) {
        return "there is no Pool %s/%s: create it, or correct the name or namespace in spec.pools; the other pools work"
                .formatted(namespace, name);
    }

    private static String podsTaken(Pool pool, Pool rival) {
        return "the older Pool %s selects the same pods and port %d: change selector or port of one of the two, or delete Pool %s"
                .formatted(Refusal.name(rival), rival.getSpec().port(), Refusal.name(pool));
    }

    private static String mismatch(String what, OperationScope scope) {
        return "%s belongs to another OperationScope than the pod's other pools (%s): a pod's sidecar joins one scope"
                .formatted(what, Refusal.name(scope));
    }

    private static String hostTaken(List<String> hosts, int port, PlannedUse taken) {
        return "%s port %d already leads to Pool %s (PoolUser %s): use other hosts or another port"
                .formatted(hosts, port, Refusal.name(taken.pool()), Refusal.name(taken.user()));
    }
}
