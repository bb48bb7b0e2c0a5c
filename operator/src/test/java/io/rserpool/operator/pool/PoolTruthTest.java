package io.rserpool.operator.pool;

import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.pool;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolStatus;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.Selectors;
import io.rserpool.operator.plan.Snapshot;
import io.rserpool.operator.registrar.PoolView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random Pools, and pods of all sorts, injected for what there was before or for what there is now; some of their servers live. What a
 * Pool's status says is compared with who is registered, and with what each pod carries.
 */
class PoolTruthTest {
    private static final int ROUNDS = 1_000;
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");

    private final Random random = new Random(5352);

    @Test
    void eachStatusIsTrue() {
        var outcomes = new HashMap<String, Integer>();
        for (int round = 0; round < ROUNDS; round++) {
            var before = pools();
            var now = random.nextBoolean() ? before : pools();
            var scopes = List.of(scope("default", any("{}", "{handles: [{handle: same, namespaces: [shop]}]}")));
            var snapshot = snapshot(now, List.of(), scopes);
            var pods = pods(snapshot(before, List.of(), scopes), snapshot);
            for (var pool : now) {
                outcomes.merge(assertStatusIsTrue(snapshot, pool, pods), 1, Integer::sum);
            }
        }
        assertThat(outcomes.keySet())
                .contains("ElementsRegistered", "NoElements", "NoPods", "PodsTaken", "HandleTaken", "ScopeNotFound");
    }

    /** {@return the reason of its condition Ready} */
    private static String assertStatusIsTrue(Snapshot snapshot, Pool pool, List<Pod> pods) {
        var selected = pods.stream()
                .filter(p -> Selectors.matches(
                        pool.getSpec().selector(), p.getMetadata().getLabels()))
                .toList();
        // The registrars know elements by their handle, whichever Pool they were made for.
        var elements = pods.stream()
                .filter(p -> isAlive(p) && carries(p, snapshot.handleOf(pool)))
                .map(p -> new PoolView.Element("0x1", "0x1", p.getStatus().getPodIP()))
                .toList();
        var status = PoolStatuses.of(
                new PoolObservation(
                        pool,
                        snapshot.scopeOf(pool),
                        PoolObserver.conflicts(snapshot, pool, selected),
                        Census.of(snapshot, "shop", selected, Fixtures.MARKS),
                        List.of(),
                        new PoolView(elements.size(), elements),
                        List.of()),
                NOW);
        var counted = selected.stream()
                .filter(p -> !Names.DISABLED.equals(Pods.label(p, Names.INJECT)))
                .toList();
        boolean complete = !counted.isEmpty()
                && counted.stream().allMatch(p -> isAsItWouldBeMadeNow(snapshot, p))
                && counted.stream().anyMatch(p -> Pods.label(p, Names.INJECTED) != null);
        var what = "%s of %s with %s"
                .formatted(
                        status,
                        pool.getSpec(),
                        pods.stream().map(Pod::getMetadata).toList());

        boolean asWritten =
                pool.getSpec().handle() == null || pool.getSpec().handle().equals(snapshot.handleOf(pool));
        assertThat(is(status, "HandleGranted")).as(what).isEqualTo(asWritten || !is(status, "ScopeResolved"));
        assertThat(status.pods()).as(what).isEqualTo(counted.size());
        assertThat(is(status, "Injected")).as(what).isEqualTo(complete);
        boolean own = !condition(status, "Conflict").getReason().equals(Refusal.HANDLE_TAKEN);
        assertThat(is(status, "Ready")).as(what).isEqualTo(own && is(status, "ScopeResolved") && !elements.isEmpty());
        assertThat(status.registered()).as(what).isEqualTo(own ? elements.size() : 0);
        return condition(status, "Ready").getReason();
    }

    /** The same sidecars as a pod of these labels that is made now, or rightly none. */
    private static boolean isAsItWouldBeMadeNow(Snapshot snapshot, Pod pod) {
        var made = Fixtures.injector()
                .inject(
                        bare("any", pod.getMetadata().getLabels()),
                        Planner.plan(snapshot, "shop", pod.getMetadata().getLabels()))
                .pod();
        return !Names.INJECTED_REFUSED.equals(Pods.label(pod, Names.INJECTED))
                && Stream.of(Names.CONFIG_HASH, Names.POOLS, Names.PE_CONFIG)
                        .allMatch(a -> Objects.equals(Pods.annotation(made, a), Pods.annotation(pod, a)));
    }

    private static boolean is(PoolStatus status, String type) {
        return condition(status, type).getStatus().equals("True");
    }

    private static Condition condition(PoolStatus status, String type) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static boolean carries(Pod pod, String handle) {
        var config = Pods.annotation(pod, Names.PE_CONFIG);
        return config != null && config.contains(".handle=" + handle + "\n");
    }

    private static boolean isAlive(Pod pod) {
        return pod.getMetadata().getName().endsWith("alive");
    }

    private List<Pool> pools() {
        var pools = new ArrayList<Pool>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            pools.add(pool(
                    "shop",
                    any("files", "copy", "other") + i,
                    i,
                    "{selector: {matchLabels: {%s}}, port: %s, drainTimeout: %s%s%s}"
                            .formatted(
                                    any("app: files", "app: files", "tier: back"),
                                    any("8080", "8080", "9090"),
                                    any("30s", "30s", "40s"),
                                    any("", "", ", handle: same"),
                                    any("", "", "", "", "", ", scope: {name: gone}"))));
        }
        return pools;
    }

    private List<Pod> pods(Snapshot before, Snapshot now) {
        var pods = new ArrayList<Pod>();
        for (int i = 0; i < random.nextInt(5); i++) {
            var labels = new HashMap<>(any(Map.of("app", "files"), Map.of("app", "files", "tier", "back")));
            if (random.nextInt(10) == 0) {
                labels.put(Names.INJECT, Names.DISABLED);
            }
            var pod = bare("pod-" + i + any("-alive", "-dead"), labels);
            if (random.nextInt(8) == 0) {
                pod.getSpec().setHostNetwork(true);
            }
            if (random.nextInt(6) > 0) {
                var plan = Planner.plan(any(before, now, now, now), "shop", labels);
                pod = Fixtures.injector().inject(pod, plan).pod();
            }
            pod.setStatus(new PodStatusBuilder().withPodIP("10.1.0." + i).build());
            pods.add(pod);
        }
        return pods;
    }

    private static Pod bare(String name, Map<String, String> labels) {
        var own = new HashMap<>(labels);
        own.remove(Names.INJECTED);
        return pod(name, own, 8080);
    }

    @SafeVarargs
    private <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }
}
