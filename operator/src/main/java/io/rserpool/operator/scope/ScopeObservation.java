package io.rserpool.operator.scope;

import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.registrar.ScopeView;
import io.rserpool.operator.rollout.ScopeProgress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that an OperationScope's status depends on.
 *
 * @param scope the scope
 * @param readyReplicas ready pods of the registrars' StatefulSet
 * @param view what the registrars answer
 * @param refusals what the API server refused of what the registrars need
 * @param rollout how far the restarts of its workloads have come
 * @param refusedImages the images that it names and may not
 * @param authorityProblem what is wrong with the authority of members' certificates; empty = nothing
 */
public record ScopeObservation(
        OperationScope scope,
        int readyReplicas,
        ScopeView view,
        List<String> refusals,
        ScopeProgress rollout,
        List<String> refusedImages,
        Optional<String> authorityProblem) {
    int wanted() {
        return Objects.requireNonNull(
                Objects.requireNonNull(scope.getSpec().registrars()).replicas());
    }
}
