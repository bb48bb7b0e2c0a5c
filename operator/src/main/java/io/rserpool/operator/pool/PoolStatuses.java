package io.rserpool.operator.pool;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.api.PoolMember;
import io.rserpool.operator.api.PoolStatus;
import io.rserpool.operator.plan.PortNames;
import io.rserpool.operator.registrar.PoolView;
import io.rserpool.operator.status.Conditions;
import io.rserpool.operator.status.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a Pool's status says: a pure function of what was observed. */
final class PoolStatuses {
    private static final List<Rule<PoolObservation>> RULES =
            List.of(new ScopeRule(), new HandleRule(), new ConflictRule(), new InjectedRule(), new ReadyRule());

    private PoolStatuses() {}

    static PoolStatus of(PoolObservation observation, Instant now) {
        var pool = observation.pool();
        var generation = pool.getMetadata().getGeneration();
        var previous = pool.getStatus() == null ? null : pool.getStatus().conditions();
        var verdicts = RULES.stream().map(r -> r.judge(observation)).toList();
        var elements = Objects.requireNonNullElse(observation.own(), PoolView.EMPTY);
        int pods = observation.census().total();
        return new PoolStatus(
                generation,
                observation.handle(),
                elements.registered() + "/" + pods,
                elements.registered(),
                pods,
                members(observation, elements.first()),
                portNames(observation),
                Conditions.of(verdicts, previous, generation, now));
    }

    /** What was last seen: a pool without pods for a while is no reason to give its clients other ports. */
    private static @Nullable Map<String, Integer> portNames(PoolObservation observation) {
        var pool = observation.pool();
        var pods = observation.census().all();
        return pods.isEmpty()
                ? pool.getStatus() == null ? null : pool.getStatus().portNames()
                : PortNames.of(pods, Objects.requireNonNull(pool.getSpec().port()));
    }

    private static List<PoolMember> members(PoolObservation observation, List<PoolView.Element> elements) {
        var names = Stream.concat(observation.census().current().stream(), observation.census().outdated().stream())
                .filter(p -> p.getStatus() != null && p.getStatus().getPodIP() != null)
                .collect(Collectors.toMap(
                        (Pod p) -> p.getStatus().getPodIP(),
                        p -> p.getMetadata().getName(),
                        (a, b) -> a));
        return elements.stream()
                .map(e -> new PoolMember(e.id(), e.address(), names.get(String.valueOf(e.address())), e.home()))
                .toList();
    }
}
