package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.UsedPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plans the pods of one namespace that have certain labels: a pure function of a {@link Snapshot}. */
public final class Planner {
    /** All loopback addresses given to pools begin so. */
    public static final String CAPTURE_PREFIX = "127.77.0.";

    private final Snapshot snapshot;
    private final String namespace;
    private final List<Pool> pools = new ArrayList<>();
    private final UsePlanner uses;
    private final List<Refusal> refusals = new ArrayList<>();
    private @Nullable OperationScope peScope;
    private @Nullable OperationScope puScope;

    private Planner(Snapshot snapshot, String namespace) {
        this.snapshot = snapshot;
        this.namespace = namespace;
        this.uses = new UsePlanner(snapshot, namespace);
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
                .filter(p -> planner.selects(p, p.getSpec().selector(), labels))
                .forEach(planner::add);
        snapshot.users().stream()
                .filter(u -> u.getMetadata().getNamespace().equals(namespace))
                .filter(u -> planner.selects(u, u.getSpec().selector(), labels))
                .forEach(u -> u.getSpec().pools().forEach(use -> planner.add(u, use)));
        return planner.result();
    }

    /** {@return what pods would have that only this PoolUser selects} */
    public static PodPlan alone(Snapshot snapshot, PoolUser user) {
        var planner = new Planner(snapshot, user.getMetadata().getNamespace());
        if (!Selectors.isValid(user.getSpec().selector())) {
            planner.refuse(user, Refusal.SELECTOR_INVALID, Messages.selectorInvalid());
        }
        user.getSpec().pools().forEach(use -> planner.add(user, use));
        return planner.result();
    }

    private PodPlan result() {
        return new PodPlan(peScope, List.copyOf(pools), puScope, uses.uses(), uses.forwards(), List.copyOf(refusals));
    }

    /** A selector that Kubernetes refuses selects nothing, whatever the labels. */
    private boolean selects(HasMetadata resource, LabelSelector selector, @Nullable Map<String, String> labels) {
        if (!Selectors.isValid(selector)) {
            refuse(resource, Refusal.SELECTOR_INVALID, Messages.selectorInvalid());
            return false;
        }
        return Selectors.matches(selector, labels);
    }

    private void add(Pool pool) {
        if (!(snapshot.scopeOf(pool) instanceof ScopeResolution.Found(var scope))) {
            var resolution = snapshot.scopeOf(pool);
            refuse(pool, resolution.reason(), resolution.message());
            return;
        }
        var owner = snapshot.ownerOfHandle(pool);
        if (!Snapshot.same(owner, pool)) {
            refuse(pool, Refusal.HANDLE_TAKEN, Messages.handleTaken(pool, owner, snapshot.handleOf(pool)));
            return;
        }
        var rival = pools.stream()
                .filter(p -> Objects.equals(p.getSpec().port(), pool.getSpec().port()))
                .findFirst();
        if (rival.isPresent()) {
            refuse(pool, Refusal.PODS_TAKEN, Messages.podsTaken(pool, rival.get()));
        } else if (peScope != null && peScope != scope) {
            refuse(pool, Refusal.SCOPE_MISMATCH, Messages.mismatch(pool, peScope));
        } else {
            peScope = scope;
            pools.add(pool);
        }
    }

    private void add(PoolUser user, UsedPool use) {
        var poolNamespace = Objects.requireNonNullElse(use.namespace(), namespace);
        var found = snapshot.pool(poolNamespace, use.pool());
        if (found.isEmpty()) {
            refuse(user, Refusal.POOL_NOT_FOUND, Messages.notFound(poolNamespace, use.pool()));
            return;
        }
        var pool = found.get();
        if (!snapshot.admits(pool, namespace)) {
            refuse(user, Refusal.NOT_ALLOWED, Messages.notAllowed(pool, namespace));
        } else if (!(snapshot.scopeFor(pool, namespace) instanceof ScopeResolution.Found(var scope))) {
            var resolution = snapshot.scopeFor(pool, namespace);
            refuse(user, Refusal.POOL_NOT_USABLE, "Pool " + Refusal.name(pool) + ": " + resolution.message());
        } else if (!Snapshot.same(snapshot.ownerOfHandle(pool), pool)) {
            refuse(
                    user,
                    Refusal.POOL_NOT_USABLE,
                    Messages.handleTaken(pool, snapshot.ownerOfHandle(pool), snapshot.handleOf(pool)));
        } else if (puScope != null && puScope != scope) {
            refuse(user, Refusal.SCOPE_MISMATCH, Messages.mismatch(pool, puScope));
        } else {
            var refusal = uses.add(user, use, pool);
            if (refusal.isPresent()) {
                refusals.add(refusal.get());
            } else {
                puScope = scope;
            }
        }
    }

    private void refuse(HasMetadata resource, String reason, String message) {
        refusals.add(new Refusal(resource, reason, message));
    }
}
