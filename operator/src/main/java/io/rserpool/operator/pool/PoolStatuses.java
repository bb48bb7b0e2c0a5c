package io.rserpool.operator.pool;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.PoolMember;
import io.rserpool.operator.api.PoolStatus;
import io.rserpool.operator.registrar.Handlespace;
import io.rserpool.operator.status.Conditions;
import io.rserpool.operator.status.Rule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a Pool's status says: a pure function of what was observed. */
final class PoolStatuses {
    static final int MAX_MEMBERS = 20;

    private static final List<Rule<PoolObservation>> RULES =
            List.of(new ScopeRule(), new ConflictRule(), new InjectedRule(), new ReadyRule());

    private PoolStatuses() {}

    static PoolStatus of(PoolObservation observation, Instant now) {
        var pool = observation.pool();
        var generation = pool.getMetadata().getGeneration();
        var previous = pool.getStatus() == null ? null : pool.getStatus().conditions();
        var verdicts = RULES.stream().map(r -> r.judge(observation)).toList();
        var elements = own(observation);
        int pods = observation
                .census()
                .carrying(Names.POOLS, pool.getMetadata().getName())
                .size();
        return new PoolStatus(
                generation,
                pool.handle(),
                elements.size() + "/" + pods,
                elements.size(),
                pods,
                members(observation, elements),
                Conditions.of(verdicts, previous, generation, now));
    }

    /** A Pool whose handle is another one's has no elements, whatever the registrars know by that handle. */
    private static List<Handlespace.Element> own(PoolObservation observation) {
        return observation.conflicts().isEmpty()
                ? Objects.requireNonNullElse(observation.elements(), List.of())
                : List.of();
    }

    private static List<PoolMember> members(PoolObservation observation, List<Handlespace.Element> elements) {
        var names = Stream.concat(observation.census().current().stream(), observation.census().outdated().stream())
                .filter(p -> p.getStatus() != null && p.getStatus().getPodIP() != null)
                .collect(Collectors.toMap(
                        (Pod p) -> p.getStatus().getPodIP(),
                        p -> p.getMetadata().getName(),
                        (a, b) -> a));
        return elements.stream()
                .sorted(Comparator.comparing(e -> String.valueOf(e.id())))
                .limit(MAX_MEMBERS)
                .map(e -> new PoolMember(
                        String.valueOf(e.id()), e.address(), names.get(String.valueOf(e.address())), e.home()))
                .toList();
    }
}
