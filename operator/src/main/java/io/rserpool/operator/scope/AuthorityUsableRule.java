package io.rserpool.operator.scope;

import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;

/** Condition AuthorityUsable: is there an authority for members' certificates, and another one in time when that expires? */
final class AuthorityUsableRule implements Rule<ScopeObservation> {
    static final String TYPE = "AuthorityUsable";

    @Override
    public Verdict judge(ScopeObservation observation) {
        if (!observation.scope().requiresSecurity()) {
            return Verdict.yes(TYPE, "SecurityDisabled", "the scope's members need no certificates");
        }
        return observation
                .authorityProblem()
                .map(problem -> Verdict.no(TYPE, "AuthorityNotUsable", problem))
                .orElseGet(() -> Verdict.yes(TYPE, TYPE, "members' certificates are signed and renewed"));
    }
}
