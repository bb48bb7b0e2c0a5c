package io.rserpool.operator.scope;

import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Condition RolledOut: have all workloads been restarted whose pods need other sidecars? */
final class RolledOutRule implements Rule<ScopeObservation> {
    static final String TYPE = "RolledOut";

    private static final int MAX_NAMES = 5;

    @Override
    public Verdict judge(ScopeObservation observation) {
        var rollout = observation.rollout();
        var parts = new ArrayList<String>();
        if (!rollout.refused().isEmpty()) {
            parts.add(some(rollout.refused(), "; "));
        }
        if (!rollout.restarting().isEmpty() || rollout.waiting() > 0) {
            parts.add(
                    "%d workloads are being restarted (%s), %d wait for their turn; at most %d at a time (spec.concurrentRollouts)"
                            .formatted(
                                    rollout.restarting().size(),
                                    some(rollout.restarting(), ", "),
                                    rollout.waiting(),
                                    observation.scope().getSpec().concurrentRollouts()));
        }
        if (!rollout.slow().isEmpty()) {
            parts.add("restarted, but not all pods are replaced yet: %s (kubectl rollout status says more)"
                    .formatted(some(rollout.slow(), ", ")));
        }
        if (parts.isEmpty()) {
            return Verdict.yes(TYPE, "AllRolledOut", "no workload waits for a restart");
        }
        return Verdict.no(TYPE, reason(observation), String.join("; ", parts));
    }

    private static String reason(ScopeObservation observation) {
        var rollout = observation.rollout();
        if (!rollout.refused().isEmpty()) {
            return "RestartsRefused";
        }
        return rollout.restarting().isEmpty() && rollout.waiting() == 0 ? "RolloutSlow" : "RollingOut";
    }

    private static String some(List<String> texts, String delimiter) {
        var first = texts.stream().limit(MAX_NAMES).collect(Collectors.joining(delimiter));
        return texts.size() > MAX_NAMES ? first + ", …" : first;
    }
}
