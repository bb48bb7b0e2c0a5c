package io.rserpool.operator.rollout;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_NOT_FOUND;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.injection.SidecarConfig;
import io.rserpool.operator.observe.InjectedPods;
import io.rserpool.operator.observe.SidecarStarts;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.Snapshot;
import io.rserpool.operator.status.Events;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One look at the workloads of a namespace: restarts those that need it, as far as there is a turn for them. One that fails is no other's business. */
final class NamespaceRollout {
    private static final Logger LOG = Logger.getLogger(NamespaceRollout.class);

    /** Pods without Pool or PoolUser belong to no scope, and take their turns together. */
    private static final String NO_SCOPE = "";

    private final Workloads workloads;
    private final InjectedPods injected;
    private final Events events;
    private final RestartSlots slots;
    private final Snapshot snapshot;
    private final String namespace;
    private final Instant now;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<String, Integer> waiting = new HashMap<>();
    private final List<RefusedRestart> refused = new ArrayList<>();
    private boolean complete = true;

    /** A workload that should be restarted. */
    private record Candidate(Workload workload, PodPlan plan, Decision decision) {}

    NamespaceRollout(
            Workloads workloads,
            InjectedPods injected,
            Events events,
            RestartSlots slots,
            Snapshot snapshot,
            String namespace,
            Instant now) {
        this.workloads = workloads;
        this.injected = injected;
        this.events = events;
        this.slots = slots;
        this.snapshot = snapshot;
        this.namespace = namespace;
        this.now = now;
    }

    Visit visit() {
        boolean optedOut = Names.DISABLED.equals(
                snapshot.namespaceLabels().apply(namespace).get(Names.INJECT));
        complete = workloads.visit(namespace, w -> consider(w, optedOut));
        // Elements first: a client with a sidecar finds no server in an empty pool.
        candidates.sort(Comparator.comparing(c -> c.plan.pools().isEmpty()));
        candidates.forEach(this::settle);
        return new Visit(
                Map.copyOf(waiting), refused.stream().limit(Visit.MAX_REFUSED).toList(), complete);
    }

    private void consider(Workload workload, boolean optedOut) {
        var plan = PodPlan.EMPTY;
        try {
            plan = optedOut ? PodPlan.EMPTY : Planner.plan(snapshot, namespace, workload.labels());
            if (plan.isEmpty() && isUntouched(workload)) {
                return;
            }
            var decision = Decision.of(workload, plan, () -> workloads.pods(workload), now);
            if (decision instanceof Decision.Held(var why)) {
                refused.add(RefusedRestart.of(
                        scope(plan), plan, "%s does not replace its pods: %s".formatted(workload.describe(), why)));
            } else if (!(decision instanceof Decision.Leave)) {
                candidates.add(new Candidate(workload, plan, decision));
            } else if (isUnderWay(workload, plan)) {
                // Another leader began it.
                slots.take(scope(plan), workload, now);
            }
        } catch (RuntimeException e) {
            failed(workload, plan, e);
        }
    }

    /** Most workloads have nothing to do with pools: they cost no request. */
    private boolean isUntouched(Workload workload) {
        return !workload.annotations().containsKey(Names.RESTARTED_FOR)
                && injected.in(namespace).isEmpty();
    }

    private boolean isUnderWay(Workload workload, PodPlan plan) {
        return workload.progress() == Progress.REPLACING
                && !plan.isEmpty()
                && SidecarConfig.hash(plan).equals(workload.annotations().get(Names.RESTARTED_FOR))
                && !slots.holds(scope(plan), workload);
    }

    private void settle(Candidate candidate) {
        var plan = candidate.plan;
        var scope = scope(plan);
        if (!slots.isFree(scope, limit(plan))) {
            waiting.merge(scope, 1, Integer::sum);
            return;
        }
        try {
            if (!wouldHelp(candidate)) {
                complete = false;
                return;
            }
            workloads.carryOut(candidate.workload, candidate.decision);
        } catch (RuntimeException e) {
            failed(candidate.workload, plan, e);
            return;
        }
        slots.take(scope, candidate.workload, now);
        var what = what(candidate);
        LOG.infof("restarted %s %s", candidate.workload.describe(), what);
        events.info(candidate.workload.resource(), "Restarted", "restarted " + what);
    }

    /** Nobody's pods are replaced by others that lack the same. */
    private boolean wouldHelp(Candidate candidate) {
        var hash =
                switch (candidate.decision) {
                    case Decision.Restart restart -> restart.hash();
                    case Decision.Repair repair -> repair.hash();
                    default -> "";
                };
        if (hash.isEmpty()) {
            return true;
        }
        var failing = SidecarStarts.failingImages(injected.in(namespace));
        var rehearsal = workloads
                .rehearse(candidate.workload, hash)
                .map(made -> Rehearsal.of(made, hash, failing.keySet()))
                .orElse(Rehearsal.HELPS);
        switch (rehearsal) {
            case BARE ->
                refuse(
                        candidate,
                        "its pods would be made without sidecars: the API server does not reach the operator's webhook, or leaves the"
                                + " namespace out (kubectl get mutatingwebhookconfigurations -o yaml)");
            case FAILING ->
                refuse(candidate, "its sidecars would not start, as others in this namespace: " + failing.values());
            case HELPS, BEHIND -> {}
        }
        return rehearsal == Rehearsal.HELPS;
    }

    private static String what(Candidate candidate) {
        return switch (candidate.decision) {
            case Decision.Repair repair ->
                "with the sidecars that its pods need: %d of %d lack them, or have such that do not start"
                        .formatted(repair.lacking(), repair.pods());
            default -> candidate.plan.isEmpty() ? "without sidecars" : "with the sidecars that its pods need";
        };
    }

    private void refuse(Candidate candidate, String why) {
        var message = "%s is not restarted, since %s".formatted(candidate.workload.describe(), why);
        refused.add(RefusedRestart.of(scope(candidate.plan), candidate.plan, message));
        events.warn(candidate.workload.resource(), "RestartRefused", message);
    }

    private void failed(Workload workload, PodPlan plan, RuntimeException cause) {
        complete = false;
        if (cause instanceof KubernetesClientException e
                && (e.getCode() == HTTP_NOT_FOUND || e.getCode() == HTTP_CONFLICT)) {
            return; // It went, or was made anew, meanwhile: the next look tells.
        }
        Failures.caught("rollouts", cause);
        // Pools and PoolUsers tell of it by their conditions.
        var refusal = RefusedRestart.of(scope(plan), workload, plan, cause);
        refused.add(refusal);
        events.warn(workload.resource(), "RestartRefused", refusal.message());
    }

    private static @Nullable OperationScope scopeOf(PodPlan plan) {
        return plan.peScope() == null ? plan.puScope() : plan.peScope();
    }

    private static String scope(PodPlan plan) {
        var scope = scopeOf(plan);
        return scope == null ? NO_SCOPE : Refusal.name(scope);
    }

    private static int limit(PodPlan plan) {
        var scope = scopeOf(plan);
        return scope == null
                ? OperationScope.DEFAULT_ROLLOUTS
                : Objects.requireNonNull(scope.getSpec().concurrentRollouts());
    }
}
