package io.rserpool.operator.pooluser;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.UsedPool;
import io.rserpool.operator.injection.Marks;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.observe.SelectedPods;
import io.rserpool.operator.observe.SidecarReports;
import io.rserpool.operator.observe.SidecarReports.Report;
import io.rserpool.operator.plan.Handles;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.Snapshot;
import io.rserpool.operator.rollout.RolloutProgress;
import io.rserpool.operator.rollout.Rollouts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what a PoolUser's status depends on. */
@ApplicationScoped
class PoolUserObserver {
    private final Catalog catalog;
    private final SelectedPods selectedPods;
    private final RolloutProgress rollouts;
    private final Rollouts restarts;
    private final SidecarReports reports;
    private final Marks marks;

    PoolUserObserver(
            Catalog catalog,
            SelectedPods selectedPods,
            RolloutProgress rollouts,
            Rollouts restarts,
            SidecarReports reports,
            Marks marks) {
        this.marks = marks;
        this.reports = reports;
        this.restarts = restarts;
        this.catalog = catalog;
        this.selectedPods = selectedPods;
        this.rollouts = rollouts;
    }

    PoolUserObservation observe(PoolUser user) {
        var snapshot = catalog.snapshot();
        var namespace = user.getMetadata().getNamespace();
        var pods = selectedPods.find(namespace, user.getSpec().selector());
        var census = Census.of(snapshot, namespace, pods, marks);
        if (!census.bare().isEmpty()) {
            restarts.look(namespace);
        }
        return new PoolUserObservation(
                user,
                unresolved(snapshot, user, pods),
                listed(snapshot, user, pods, Names.PORT_CLASH),
                listed(snapshot, user, pods, Names.FORWARD_CLASH),
                census,
                reports(snapshot, user, census),
                rollouts.refused(user));
    }

    /** Of its own pools only, one that is gone included: the pods may be those of other PoolUsers, too. */
    private @Nullable List<Report> reports(Snapshot snapshot, PoolUser user, Census census) {
        var said = reports.users(
                census.everCarrying(Names.POOL_USERS, user.getMetadata().getName()));
        var handles = Stream.concat(
                        Planner.alone(snapshot, user).uses().stream().map(use -> snapshot.handleOf(use.pool())),
                        user.getSpec().pools().stream().map(use -> handle(use, user)))
                .collect(Collectors.toSet());
        return said.isEmpty()
                ? null
                : said.stream().filter(r -> handles.contains(r.handle())).toList();
    }

    private static String handle(UsedPool gone, PoolUser user) {
        return Handles.namespaced(
                Objects.requireNonNullElse(gone.namespace(), user.getMetadata().getNamespace()), gone.pool());
    }

    /** What the PoolUser alone cannot have, and what it cannot have together with others in living pods. */
    static List<Refusal> unresolved(Snapshot snapshot, PoolUser user, List<Pod> pods) {
        var namespace = user.getMetadata().getNamespace();
        var together = pods.stream()
                .map(p -> p.getMetadata().getLabels())
                .distinct()
                .flatMap(l -> Planner.plan(snapshot, namespace, l).refusals().stream());
        return Stream.concat(Planner.alone(snapshot, user).refusals().stream(), together)
                .filter(r -> r.resource() instanceof PoolUser refused && Snapshot.same(refused, user))
                .map(r -> new Refusal(user, r.reason(), r.message()))
                .distinct()
                .toList();
    }

    /** What pods list in an annotation of the connections that this PoolUser names; they may be those of other PoolUsers, too. */
    static List<String> listed(Snapshot snapshot, PoolUser user, List<Pod> pods, String annotation) {
        var plan = Planner.alone(snapshot, user);
        var own = Stream.concat(
                        plan.uses().stream().map(u -> u.hosts().getFirst() + ":" + u.port() + " "),
                        plan.forwards().stream().map(f -> f.host() + ":" + f.port() + " "))
                .toList();
        return pods.stream()
                .flatMap(p -> Optional.ofNullable(Pods.annotation(p, annotation)).stream()
                        .flatMap(list -> Stream.of(list.split(",")))
                        .filter(clash -> own.stream().anyMatch(clash::startsWith))
                        .map(clash -> p.getMetadata().getName() + ": " + clash))
                .sorted()
                .toList();
    }
}
