package io.rserpool.operator.pool;

import io.rserpool.operator.observe.SidecarReports;
import io.rserpool.operator.plan.ScopeResolution;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;

/** Condition Ready: is there at least one healthy element that pool users can be sent to? */
final class ReadyRule implements Rule<PoolObservation> {
    static final String TYPE = "Ready";

    @Override
    public Verdict judge(PoolObservation observation) {
        if (!(observation.scope() instanceof ScopeResolution.Found)) {
            return Verdict.no(
                    TYPE, observation.scope().reason(), observation.scope().message());
        }
        var elements = observation.own();
        if (!observation.conflicts().isEmpty() && (elements == null || elements.registered() == 0)) {
            var conflict = observation.conflicts().getFirst();
            return Verdict.no(TYPE, conflict.reason(), conflict.message());
        }
        if (elements == null) {
            return Verdict.no(
                    TYPE,
                    "RegistrarsNotReached",
                    "no registrar of the scope answers: kubectl get operationscopes -A says more");
        }
        return elements.registered() == 0 ? noElements(observation) : ready(observation, elements.registered());
    }

    private static Verdict noElements(PoolObservation observation) {
        int carrying = observation.carrying().size();
        if (carrying == 0) {
            return Verdict.no(TYPE, "NoPods", "no running pod has this pool's sidecar: see condition Injected");
        }
        return Verdict.no(TYPE, "NoElements", "none of %d pods is registered%s".formatted(carrying, why(observation)));
    }

    /** In the sidecars' own words. */
    private static String why(PoolObservation observation) {
        return observation.silent().isEmpty()
                ? ": their sidecars have not said why yet; kubectl logs POD -c rserpool-pe says more"
                : ": " + SidecarReports.describe(observation.silent());
    }

    private static Verdict ready(PoolObservation observation, int registered) {
        var census = observation.census();
        var message = new StringBuilder("%d elements are registered".formatted(registered));
        int outside = census.total() - observation.carrying().size();
        if (outside > 0) {
            message.append(", %d of %d pods are outside: see condition Injected".formatted(outside, census.total()));
        }
        if (!observation.silent().isEmpty()) {
            message.append("; not registered: ").append(SidecarReports.describe(observation.silent()));
        }
        if (!observation.conflicts().isEmpty()) {
            message.append("; other pods belong to another Pool: see condition Conflict");
        }
        return Verdict.yes(TYPE, "ElementsRegistered", message.toString());
    }
}
