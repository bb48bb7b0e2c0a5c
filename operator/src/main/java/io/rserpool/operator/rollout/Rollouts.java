package io.rserpool.operator.rollout;

import io.rserpool.operator.Catalog;
import io.rserpool.operator.Leadership;
import io.rserpool.operator.Settings;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Turns;
import io.rserpool.operator.observe.InjectedPods;
import io.rserpool.operator.status.Events;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Restarts workloads whose pods need other sidecars, while this replica is the leader; a few at a time in each scope, so that a setting that
 * concerns all of them does not restart all of them at once.
 *
 * <p>A deleted Pool or PoolUser needs no finalizer: what its pods should be is computed from what there is, at each change, at the start of
 * the operator and from time to time.
 */
@ApplicationScoped
public class Rollouts {
    private static final String TASK = "rollouts";

    /** What is applied together is looked at together. */
    private static final Duration GATHER = Duration.ofMillis(300);

    /** Between two looks at the restarts under way. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final Catalog catalog;
    private final InjectedPods injected;
    private final Workloads workloads;
    private final Leadership leadership;
    private final Events events;
    private final Settings settings;
    private final RolloutProgress progress;
    private final InstantSource clock = InstantSource.system();
    private final Set<String> submitted = new HashSet<>();
    private final Turns turns = new Turns(TASK);

    // Of the thread of turns alone.
    private final RestartSlots slots = new RestartSlots();
    private final Map<String, Visit> visits = new HashMap<>();
    private final Map<String, Duration> retries = new HashMap<>();
    private final Set<String> retrying = new HashSet<>();

    Rollouts(
            Catalog catalog,
            InjectedPods injected,
            Workloads workloads,
            Leadership leadership,
            Events events,
            Settings settings,
            RolloutProgress progress) {
        this.catalog = catalog;
        this.injected = injected;
        this.workloads = workloads;
        this.leadership = leadership;
        this.events = events;
        this.settings = settings;
        this.progress = progress;
    }

    /** Starts to listen for changes. */
    public void start() {
        catalog.onChange(changed -> submit(Affected.by(changed, catalog.snapshot())));
        leadership.onLeading(this::everything);
        turns.every(settings.resyncInterval(), settings.resyncInterval(), this::everything);
        turns.every(LOOK, LOOK, this::look);
    }

    private void everything() {
        var namespaces = new HashSet<>(Affected.all(catalog.snapshot()));
        namespaces.addAll(injected.namespaces());
        submit(namespaces);
    }

    /** Pods without sidecars were seen there, which should have some: looked at now, unless that is to be tried again anyway. */
    public void look(String namespace) {
        turns.after(Duration.ZERO, () -> {
            if (!retrying.contains(namespace)) {
                submit(Set.of(namespace));
            }
        });
    }

    private void submit(Set<String> namespaces) {
        if (!leadership.isLeading()) {
            return;
        }
        synchronized (submitted) {
            for (var namespace : namespaces) {
                if (submitted.add(namespace)) {
                    turns.after(GATHER, () -> run(namespace));
                }
            }
        }
    }

    private void run(String namespace) {
        synchronized (submitted) {
            submitted.remove(namespace);
        }
        if (!leadership.isLeading()) {
            return;
        }
        var visit = visit(namespace);
        if (visit.isNothing()) {
            visits.remove(namespace);
        } else {
            visits.put(namespace, visit);
        }
        if (visit.complete()) {
            retries.remove(namespace);
        } else {
            retry(namespace);
        }
        progress.publish(slots, visits.values());
    }

    private Visit visit(String namespace) {
        try {
            return new NamespaceRollout(
                            workloads, injected, events, slots, catalog.snapshot(), namespace, clock.instant())
                    .visit();
        } catch (RuntimeException e) {
            Failures.caught(TASK, e);
            return Visit.FAILED;
        }
    }

    /** Later and later, so that what is refused for ever costs little; a change of a Pool or of the scope makes it at once. */
    private void retry(String namespace) {
        if (retrying.add(namespace)) {
            var delay = retries.merge(namespace, FIRST_RETRY, (before, first) -> later(before));
            turns.after(delay, () -> {
                retrying.remove(namespace);
                run(namespace);
            });
        }
    }

    private static Duration later(Duration before) {
        var twice = before.multipliedBy(2);
        return twice.compareTo(LAST_RETRY) < 0 ? twice : LAST_RETRY;
    }

    private void look() {
        if (!leadership.isLeading()) {
            return;
        }
        var freed = slots.look(clock.instant(), workloads::find, this::tellSlow);
        if (!freed.isEmpty()) {
            progress.publish(slots, visits.values());
            var waiting = new HashSet<String>();
            visits.forEach((namespace, visit) -> {
                if (visit.waiting().keySet().stream().anyMatch(freed::contains)) {
                    waiting.add(namespace);
                }
            });
            submit(waiting);
        }
    }

    private void tellSlow(Workload workload) {
        events.warn(
                workload.resource(),
                "RolloutSlow",
                "%s was restarted %d minutes ago and has not replaced all its pods; others take their turn: kubectl rollout status %s"
                        .formatted(workload.describe(), RestartSlots.PATIENCE.toMinutes(), workload.forKubectl()));
    }

    @PreDestroy
    void stop() {
        turns.close();
    }
}
