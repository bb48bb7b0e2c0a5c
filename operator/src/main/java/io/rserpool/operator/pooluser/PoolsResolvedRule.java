package io.rserpool.operator.pooluser;

import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;
import java.util.stream.Collectors;

/** Condition PoolsResolved: can every pool that is named be used? */
final class PoolsResolvedRule implements Rule<PoolUserObservation> {
    static final String TYPE = "PoolsResolved";

    @Override
    public Verdict judge(PoolUserObservation observation) {
        var unresolved = observation.unresolved();
        if (unresolved.isEmpty()) {
            int pools = observation.user().getSpec().pools().size();
            return Verdict.yes(TYPE, "AllFound", "all pools are found: " + pools);
        }
        var message = unresolved.stream().map(Refusal::message).collect(Collectors.joining("; "));
        return Verdict.no(TYPE, unresolved.getFirst().reason(), message);
    }
}
