package io.rserpool.operator.pooluser;

import io.rserpool.operator.api.PoolUserStatus;
import io.rserpool.operator.api.Rollout;
import io.rserpool.operator.observe.InjectedVerdict;
import io.rserpool.operator.observe.SessionCount;
import io.rserpool.operator.observe.SidecarReports.Report;
import io.rserpool.operator.status.Conditions;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a PoolUser's status says: a pure function of what was observed. */
final class PoolUserStatuses {
    private static final Rule<PoolUserObservation> INJECTED = o -> InjectedVerdict.of(
            o.census(), Objects.requireNonNullElse(o.user().getSpec().rollout(), Rollout.AUTO), o.refusedRestarts());

    private static final List<Rule<PoolUserObservation>> RULES =
            List.of(new PoolsResolvedRule(), new CapturedRule(), INJECTED, new ProtectedRule());

    private PoolUserStatuses() {}

    static PoolUserStatus of(PoolUserObservation observation, Instant now) {
        var user = observation.user();
        var generation = user.getMetadata().getGeneration();
        var previous = user.getStatus() == null ? null : user.getStatus().conditions();
        var verdicts =
                new ArrayList<>(RULES.stream().map(r -> r.judge(observation)).toList());
        verdicts.add(ready(verdicts));
        var sessions = sessions(observation);
        int named = user.getSpec().pools().size();
        return new PoolUserStatus(
                generation,
                Math.max(0, named - observation.unresolved().size()) + "/" + named,
                observation.census().total(),
                sessions == null ? null : sessions.coverage(),
                sessions == null || sessions.reasons().isEmpty() ? null : sessions.reasons(),
                Conditions.of(verdicts, previous, generation, now));
    }

    /** Null: no sidecar answers. */
    private static @Nullable SessionCount sessions(PoolUserObservation observation) {
        var reports = observation.reports();
        return reports == null || observation.capturing().isEmpty()
                ? null
                : SessionCount.sum(reports.stream().map(Report::sessions).toList());
    }

    /** Condition Ready: none of the others is false. That sidecars cannot be asked is no fault of the clients. */
    private static Verdict ready(List<Verdict> others) {
        return others.stream()
                .filter(v -> v.status().equals("False"))
                .findFirst()
                .map(v -> Verdict.no("Ready", v.reason(), v.type() + ": " + v.message()))
                .orElseGet(() -> Verdict.yes("Ready", "Ready", "all clients use all pools, by their elements"));
    }
}
