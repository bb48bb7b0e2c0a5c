package io.rserpool.operator.rollout;

import io.rserpool.operator.guard.Failures;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The restarts under way, scope by scope: there are no more at a time than the scope allows. One that does not come to an end holds up the
 * others for a while only; then it counts as slow, and is looked at now and then. Used by one thread.
 */
final class RestartSlots {
    /** As Deployments have it by default (progressDeadlineSeconds). */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final Duration LOOK_AT_SLOW = Duration.ofMinutes(1);
    private static final int MOST_SLOW = 100;

    private final Map<String, Map<String, UnderWay>> scopes = new LinkedHashMap<>();

    /** A restart that has begun. */
    private static final class UnderWay {
        private final Workload workload;
        private final Instant since;
        private Instant nextLook;
        private boolean slow;

        UnderWay(Workload workload, Instant now) {
            this.workload = workload;
            this.since = now;
            this.nextLook = now.plus(LOOK);
        }
    }

    boolean isFree(String scope, int limit) {
        return of(scope).values().stream().filter(u -> !u.slow).count() < limit;
    }

    void take(String scope, Workload workload, Instant now) {
        scopes.computeIfAbsent(scope, s -> new LinkedHashMap<>()).put(workload.describe(), new UnderWay(workload, now));
    }

    boolean holds(String scope, Workload workload) {
        return of(scope).containsKey(workload.describe());
    }

    Set<String> scopes() {
        return scopes.keySet();
    }

    /** The workloads that are being restarted, by their names. */
    List<String> restarting(String scope) {
        return names(scope, false);
    }

    /** Those that should have come to an end. */
    List<String> slow(String scope) {
        return names(scope, true);
    }

    private List<String> names(String scope, boolean slow) {
        return of(scope).entrySet().stream()
                .filter(e -> e.getValue().slow == slow)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Looks at those whose time has come.
     *
     * @param present finds a workload as it is now; nothing if it is gone
     * @param becameSlow told of each that takes too long
     * @return the scopes that have a free slot now and had none for it before
     */
    Set<String> look(Instant now, Function<Workload, Optional<Workload>> present, Consumer<Workload> becameSlow) {
        var freed = new HashSet<String>();
        scopes.forEach((scope, restarts) -> {
            if (restarts.values().removeIf(u -> isDue(u, now) && isOver(u, now, present))) {
                freed.add(scope);
            }
            restarts.values().stream().filter(u -> isTooLong(u, now)).forEach(u -> {
                u.slow = true;
                freed.add(scope);
                becameSlow.accept(u.workload);
            });
            forgetEldest(restarts);
        });
        scopes.values().removeIf(Map::isEmpty);
        return freed;
    }

    private static boolean isDue(UnderWay restart, Instant now) {
        return !now.isBefore(restart.nextLook);
    }

    private static boolean isOver(UnderWay restart, Instant now, Function<Workload, Optional<Workload>> present) {
        restart.nextLook = now.plus(restart.slow ? LOOK_AT_SLOW : LOOK);
        try {
            return present.apply(restart.workload)
                    .filter(w -> w.progress() != Progress.DONE)
                    .isEmpty();
        } catch (RuntimeException e) {
            Failures.caught("rollouts", e);
            return false;
        }
    }

    private static boolean isTooLong(UnderWay restart, Instant now) {
        return !restart.slow && now.isAfter(restart.since.plus(PATIENCE));
    }

    private static void forgetEldest(Map<String, UnderWay> restarts) {
        long excess = restarts.values().stream().filter(u -> u.slow).count() - MOST_SLOW;
        var slow = restarts.values().stream()
                .filter(u -> u.slow)
                .limit(Math.max(0, excess))
                .toList();
        restarts.values().removeAll(slow);
    }

    private Map<String, UnderWay> of(String scope) {
        return scopes.getOrDefault(scope, Map.of());
    }
}
