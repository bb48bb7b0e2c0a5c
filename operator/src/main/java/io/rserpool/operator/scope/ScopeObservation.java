package io.rserpool.operator.scope;

import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.registrar.ScopeView;
import java.util.Objects;

/**
 * All that an OperationScope's status depends on.
 *
 * @param scope the scope
 * @param readyReplicas ready pods of the registrars' StatefulSet
 * @param view what the registrars answer
 */
public record ScopeObservation(OperationScope scope, int readyReplicas, ScopeView view) {
    int wanted() {
        return Objects.requireNonNull(
                Objects.requireNonNull(scope.getSpec().registrars()).replicas());
    }
}
