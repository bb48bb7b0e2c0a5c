package io.rserpool.operator.pool;

import io.rserpool.operator.api.Rollout;
import io.rserpool.operator.observe.InjectedVerdict;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;
import java.util.Objects;

/** Condition Injected: do all selected pods have the sidecars they should? */
final class InjectedRule implements Rule<PoolObservation> {
    @Override
    public Verdict judge(PoolObservation observation) {
        var rollout = Objects.requireNonNullElse(observation.pool().getSpec().rollout(), Rollout.AUTO);
        return InjectedVerdict.of(observation.census(), rollout, observation.refusedRestarts());
    }
}
