package io.rserpool.operator.pool;

import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;

/** Condition Conflict: does an older Pool have the same handle, or the same pods and port? */
final class ConflictRule implements Rule<PoolObservation> {
    static final String TYPE = "Conflict";

    @Override
    public Verdict judge(PoolObservation observation) {
        return observation.conflicts().stream()
                .findFirst()
                .map(c -> Verdict.yes(TYPE, c.reason(), c.message()))
                .orElseGet(() -> Verdict.no(TYPE, "NoConflict", "no other Pool has its handle, or its pods and port"));
    }
}
