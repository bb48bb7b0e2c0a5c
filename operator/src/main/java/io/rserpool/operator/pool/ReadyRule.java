package io.rserpool.operator.pool;

import io.rserpool.operator.Names;
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
        if (!observation.conflicts().isEmpty()) {
            var conflict = observation.conflicts().getFirst();
            return Verdict.no(TYPE, conflict.reason(), conflict.message());
        }
        var elements = observation.elements();
        if (elements == null) {
            return Verdict.no(
                    TYPE,
                    "RegistrarsNotReached",
                    "no registrar of the scope answers: kubectl get operationscopes -A says more");
        }
        return elements.registered() == 0 ? noElements(observation) : ready(observation, elements.registered());
    }

    private static Verdict noElements(PoolObservation observation) {
        return pods(observation) == 0
                ? Verdict.no(TYPE, "NoPods", "no running pod has this pool's sidecar: see condition Injected")
                : Verdict.no(
                        TYPE,
                        "NoElements",
                        "none of %d pods is registered: is the server healthy on port %d? kubectl logs POD -c rserpool-pe says more"
                                .formatted(
                                        pods(observation),
                                        observation.pool().getSpec().port()));
    }

    private static Verdict ready(PoolObservation observation, int registered) {
        return Verdict.yes(
                TYPE,
                "ElementsRegistered",
                "%d elements are registered; %d pods have the sidecar".formatted(registered, pods(observation)));
    }

    private static int pods(PoolObservation observation) {
        return observation
                .census()
                .carrying(Names.POOLS, observation.pool().getMetadata().getName())
                .size();
    }
}
