package io.rserpool.operator.scope;

import io.rserpool.operator.api.OperationScopeStatus;
import io.rserpool.operator.registrar.RegistrarView;
import io.rserpool.operator.status.Conditions;
import io.rserpool.operator.status.Rule;
import java.time.Instant;
import java.util.List;

/** What an OperationScope's status says: a pure function of what was observed. */
final class ScopeStatuses {
    private static final List<Rule<ScopeObservation>> RULES = List.of(
            new ScopeReadyRule(),
            new CopiesAgreeRule(),
            new RolledOutRule(),
            new ImagesAllowedRule(),
            new AuthorityUsableRule());

    private ScopeStatuses() {}

    static OperationScopeStatus of(ScopeObservation observation, Instant now) {
        var scope = observation.scope();
        var generation = scope.getMetadata().getGeneration();
        var previous = scope.getStatus() == null ? null : scope.getStatus().conditions();
        var verdicts = RULES.stream().map(r -> r.judge(observation)).toList();
        return new OperationScopeStatus(
                generation,
                observation.readyReplicas() + "/" + observation.wanted(),
                RegistrarView.toStatus(observation.view().registrars()),
                Conditions.of(verdicts, previous, generation, now));
    }
}
