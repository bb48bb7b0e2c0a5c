package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.plan.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What the rollout has come to, for those who tell people. */
@ApplicationScoped
public class RolloutProgress {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, ScopeProgress> scopes = Map.of();
    private volatile Map<String, List<String>> refused = Map.of();

    /** Told of what changed. */
    @FunctionalInterface
    public interface Listener {
        /**
         * The progress is new.
         *
         * @param scopes the scopes whose progress changed, as "namespace/name"
         * @param resources the Pools and PoolUsers whose refused restarts changed, as "Pool namespace/name"
         */
        void changed(Set<String> scopes, Set<String> resources);
    }

    /** Adds a listener. */
    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    /** {@return the progress of a scope's workloads} */
    public ScopeProgress of(OperationScope scope) {
        return scopes.getOrDefault(Refusal.name(scope), ScopeProgress.NOTHING);
    }

    /** {@return why workloads that a Pool or PoolUser selects could not be restarted} */
    public List<String> refused(HasMetadata resource) {
        return refused.getOrDefault(key(resource), List.of());
    }

    /** {@return what a Pool or PoolUser is called in {@link Listener#changed}} */
    public static String key(HasMetadata resource) {
        return RefusedRestart.key(resource);
    }

    void publish(RestartSlots slots, Collection<Visit> visits) {
        var nextScopes = scopes(slots, visits);
        var nextRefused = refused(visits);
        var changedScopes = changed(scopes, nextScopes);
        var changedResources = changed(refused, nextRefused);
        scopes = nextScopes;
        refused = nextRefused;
        if (!changedScopes.isEmpty() || !changedResources.isEmpty()) {
            listeners.forEach(
                    l -> Failures.contain("rollout-listener", () -> l.changed(changedScopes, changedResources)));
        }
    }

    private static Map<String, ScopeProgress> scopes(RestartSlots slots, Collection<Visit> visits) {
        var names = new LinkedHashSet<>(slots.scopes());
        visits.forEach(v -> {
            names.addAll(v.waiting().keySet());
            v.refused().forEach(r -> names.add(r.scope()));
        });
        var result = new HashMap<String, ScopeProgress>();
        for (var name : names) {
            result.put(name, progress(name, slots, visits));
        }
        return result;
    }

    private static ScopeProgress progress(String scope, RestartSlots slots, Collection<Visit> visits) {
        int waiting = visits.stream()
                .mapToInt(v -> v.waiting().getOrDefault(scope, 0))
                .sum();
        var refusals = refusals(visits)
                .filter(r -> r.scope().equals(scope))
                .map(RefusedRestart::message)
                .sorted()
                .limit(Visit.MAX_REFUSED)
                .toList();
        return new ScopeProgress(slots.restarting(scope), waiting, slots.slow(scope), refusals);
    }

    private static Map<String, List<String>> refused(Collection<Visit> visits) {
        var result = new HashMap<String, List<String>>();
        refusals(visits).forEach(r -> r.concerned()
                .forEach(c -> result.merge(c, List.of(r.message()), (a, b) -> Stream.concat(a.stream(), b.stream())
                        .toList())));
        return result;
    }

    private static Stream<RefusedRestart> refusals(Collection<Visit> visits) {
        return visits.stream().flatMap(v -> v.refused().stream());
    }

    private static <V> Set<String> changed(Map<String, V> before, Map<String, V> after) {
        var keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        keys.removeIf(k -> Objects.equals(before.get(k), after.get(k)));
        return keys;
    }
}
