package io.rserpool.operator.pool;

import io.rserpool.operator.plan.ScopeResolution;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;

/** Condition ScopeResolved: is there the operation scope, and may this Pool join it? */
final class ScopeRule implements Rule<PoolObservation> {
    static final String TYPE = "ScopeResolved";

    @Override
    public Verdict judge(PoolObservation observation) {
        var scope = observation.scope();
        return scope instanceof ScopeResolution.Found
                ? Verdict.yes(TYPE, scope.reason(), scope.message())
                : Verdict.no(TYPE, scope.reason(), scope.message());
    }
}
