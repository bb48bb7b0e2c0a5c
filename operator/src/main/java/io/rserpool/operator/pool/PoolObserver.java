package io.rserpool.operator.pool;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.injection.Marks;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.SelectedPods;
import io.rserpool.operator.observe.SidecarReports;
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
    private final SidecarReports reports;
    private final Marks marks;

    PoolObserver(
            Catalog catalog,
            SelectedPods selectedPods,
            HandlespaceWatch handlespaces,
            RolloutProgress rollouts,
            Rollouts restarts,
            SidecarReports reports,
            Marks marks) {
        this.marks = marks;
        this.reports = reports;
        this.restarts = restarts;
        this.catalog = catalog;
        this.selectedPods = selectedPods;
        this.handlespaces = handlespaces;
        this.rollouts = rollouts;
    }

    PoolObservation observe(Pool pool) {
        var snapshot = catalog.snapshot();
        var namespace = pool.getMetadata().getNamespace();
        var selector = pool.getSpec().selector();
        var pods = selectedPods.find(namespace, selector);
        var scope = snapshot.scopeOf(pool);
        var elements = scope instanceof ScopeResolution.Found(var found)
                ? handlespaces
                        .view(found)
                        .pool(snapshot.handleOf(pool))
                        .map(view -> view.without(selectedPods.leaving(namespace, selector)))
                        .orElse(null)
                : null;
        var census = Census.of(snapshot, namespace, pods, marks);
        if (!census.bare().isEmpty()) {
            restarts.look(namespace);
        }
        var carrying = census.carrying(Names.POOLS, pool.getMetadata().getName());
        var silent = reports.elements(PoolObservation.unregistered(carrying, elements)).stream()
                .filter(r -> r.handle().equals(snapshot.handleOf(pool))
                        && !r.reason().isEmpty())
                .toList();
        return new PoolObservation(
                pool, scope, conflicts(snapshot, pool, pods), census, rollouts.refused(pool), elements, silent);
    }

    /**
     * Conflicts in living pods. Without any, those that are certain: a taken handle, and the pods of an older Pool with the same selector. What
     * pods of other labels would show is told when there are some.
     */
    static List<Refusal> conflicts(Snapshot snapshot, Pool pool, List<Pod> pods) {
        var labels =
                Optional.ofNullable(pool.getSpec().selector().getMatchLabels()).orElse(Map.of());
        var expected = refusals(snapshot, pool, labels)
                .filter(r -> !r.reason().equals(Refusal.PODS_TAKEN) || hasTwin(snapshot, pool));
        var present = pods.stream()
                .map(p -> p.getMetadata().getLabels())
                .distinct()
                .flatMap(l -> refusals(snapshot, pool, l));
        return Stream.concat(expected, present)
                .filter(r -> CONFLICTS.contains(r.reason()))
                .distinct()
                .toList();
    }

    private static Stream<Refusal> refusals(Snapshot snapshot, Pool pool, Map<String, String> labels) {
        return Planner.plan(snapshot, pool.getMetadata().getNamespace(), labels).refusals().stream()
                .filter(r -> r.resource() instanceof Pool refused && Snapshot.same(refused, pool));
    }

    private static boolean hasTwin(Snapshot snapshot, Pool pool) {
        return snapshot.pools().stream()
                .filter(other -> !Snapshot.same(other, pool))
                .filter(other -> other.getMetadata()
                        .getNamespace()
                        .equals(pool.getMetadata().getNamespace()))
                .anyMatch(other ->
                        other.getSpec().selector().equals(pool.getSpec().selector()));
    }
}
