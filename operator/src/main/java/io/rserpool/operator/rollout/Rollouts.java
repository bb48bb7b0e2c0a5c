package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.Leadership;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.observe.InjectedPods;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.status.Events;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Restarts workloads whose pods need other sidecars, while this replica is the leader.
 *
 * <p>A deleted Pool or PoolUser needs no finalizer: what its pods should be is computed from what there is, at each change, at the start of
 * the operator and from time to time.
 */
@ApplicationScoped
public class Rollouts {
    private static final Logger LOG = Logger.getLogger(Rollouts.class);

    /** What is applied together is looked at together. */
    private static final long GATHER_MILLIS = 300;

    private static final long RETRY_MILLIS = 5000;

    private final Catalog catalog;
    private final InjectedPods injected;
    private final Workloads workloads;
    private final Leadership leadership;
    private final Events events;
    private final Settings settings;
    private final Set<String> waiting = new HashSet<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rollouts").daemon().factory());

    Rollouts(
            Catalog catalog,
            InjectedPods injected,
            Workloads workloads,
            Leadership leadership,
            Events events,
            Settings settings) {
        this.catalog = catalog;
        this.injected = injected;
        this.workloads = workloads;
        this.leadership = leadership;
        this.events = events;
        this.settings = settings;
    }

    /** Starts to listen for changes. */
    public void start() {
        catalog.onChange(changed -> submit(Affected.by(changed, catalog.snapshot()), GATHER_MILLIS));
        leadership.onLeading(this::everything);
        long interval = settings.resyncInterval().toMillis();
        worker.scheduleWithFixedDelay(this::everything, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void everything() {
        var namespaces = new HashSet<>(Affected.all(catalog.snapshot()));
        namespaces.addAll(injected.namespaces());
        submit(namespaces, GATHER_MILLIS);
    }

    private void submit(Set<String> namespaces, long delayMillis) {
        if (!leadership.isLeading()) {
            return;
        }
        synchronized (waiting) {
            for (var namespace : namespaces) {
                if (waiting.add(namespace)) {
                    worker.schedule(() -> run(namespace), delayMillis, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private void run(String namespace) {
        synchronized (waiting) {
            waiting.remove(namespace);
        }
        if (!leadership.isLeading()) {
            return;
        }
        try {
            var snapshot = catalog.snapshot();
            boolean optedOut = Names.DISABLED.equals(
                    snapshot.namespaceLabels().apply(namespace).get(Names.INJECT));
            workloads.visit(
                    namespace,
                    w -> settle(w, optedOut ? PodPlan.EMPTY : Planner.plan(snapshot, namespace, w.labels())));
        } catch (KubernetesClientException e) {
            LOG.warnf("cannot look at the workloads of namespace %s, will try again: %s", namespace, e.getMessage());
            submit(Set.of(namespace), RETRY_MILLIS);
        }
    }

    private void settle(Workload workload, PodPlan plan) {
        if (plan.isEmpty() && isUntouched(workload)) {
            return;
        }
        var decision = Decision.of(workload, plan, () -> workloads.pods(workload));
        if (decision instanceof Decision.Leave) {
            return;
        }
        workloads.carryOut(workload, decision);
        var what = plan.isEmpty() ? "without sidecars" : "with the sidecars that its pods need";
        LOG.infof("restarted %s %s", workload.describe(), what);
        events.info(workload.resource(), "Restarted", "restarted " + what);
    }

    /** Most workloads have nothing to do with pools: they cost no request. */
    private boolean isUntouched(Workload workload) {
        return !workload.annotations().containsKey(Names.RESTARTED_FOR)
                && injected.in(workload.resource().getMetadata().getNamespace()).isEmpty();
    }

    @PreDestroy
    void stop() {
        worker.shutdownNow();
    }
}
