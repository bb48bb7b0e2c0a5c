package io.rserpool.operator.pool;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.SelectedPods;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.ScopeResolution;
import io.rserpool.operator.plan.Snapshot;
import io.rserpool.operator.registrar.HandlespaceWatch;
import io.rserpool.operator.rollout.RolloutProgress;
import io.rserpool.operator.rollout.Rollouts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Gathers what a Pool's status depends on. */
@ApplicationScoped
class PoolObserver {
    private static final Set<String> CONFLICTS =
            Set.of(Refusal.HANDLE_TAKEN, Refusal.PODS_TAKEN, Refusal.SCOPE_MISMATCH, Refusal.SELECTOR_INVALID);

    private final Catalog catalog;
    private final SelectedPods selectedPods;
    private final HandlespaceWatch handlespaces;
    private final RolloutProgress rollouts;
    private final Rollouts restarts;

    PoolObserver(
            Catalog catalog,
            SelectedPods selectedPods,
            HandlespaceWatch handlespaces,
            RolloutProgress rollouts,
            Rollouts restarts) {
        this.restarts = restarts;
        this.catalog = catalog;
        this.selectedPods = selectedPods;
        this.handlespaces = handlespaces;
        this.rollouts = rollouts;
    }

    PoolObservation observe(Pool pool) {
        var snapshot = catalog.snapshot();
        var namespace = pool.getMetadata().getNamespace();
        var pods = selectedPods.find(namespace, pool.getSpec().selector());
        var scope = snapshot.scopeOf(pool);
        var elements = scope instanceof ScopeResolution.Found(var found)
                ? handlespaces.view(found).pool(pool.handle()).orElse(null)
                : null;
        var census = Census.of(snapshot, namespace, pods);
        if (!census.bare().isEmpty()) {
            restarts.look(namespace);
        }
        return new PoolObservation(
                pool,
                scope,
                conflicts(snapshot, pool, pods),
                census,
                rollouts.refused(pool),
                elements);
    }

    /** Conflicts in living pods, and in those that would have just the labels of the selector. */
    static List<Refusal> conflicts(Snapshot snapshot, Pool pool, List<Pod> pods) {
        var labels =
                Optional.ofNullable(pool.getSpec().selector().getMatchLabels()).orElse(Map.of());
        return Stream.concat(Stream.of(labels), pods.stream().map(p -> p.getMetadata()
                        .getLabels()))
                .distinct()
                .flatMap(l -> Planner.plan(snapshot, pool.getMetadata().getNamespace(), l).refusals().stream())
                .filter(r -> r.resource() instanceof Pool refused && Snapshot.same(refused, pool))
                .filter(r -> CONFLICTS.contains(r.reason()))
                .distinct()
                .toList();
    }
}
