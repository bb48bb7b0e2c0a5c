package io.rserpool.operator.pool;

import io.rserpool.operator.plan.Handles;
import io.rserpool.operator.plan.Messages;
import io.rserpool.operator.plan.ScopeResolution;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;

/** Condition HandleGranted: is the pool registered under the handle that its spec names? */
final class HandleRule implements Rule<PoolObservation> {
    static final String TYPE = "HandleGranted";

    @Override
    public Verdict judge(PoolObservation observation) {
        var pool = observation.pool();
        return observation.scope() instanceof ScopeResolution.Found(var scope) && Handles.isDenied(pool, scope)
                ? Verdict.no(TYPE, "HandleNotGranted", Messages.handleNotGranted(pool, scope))
                : Verdict.yes(TYPE, "HandleGranted", "the pool's handle is \"%s\"".formatted(observation.handle()));
    }
}
