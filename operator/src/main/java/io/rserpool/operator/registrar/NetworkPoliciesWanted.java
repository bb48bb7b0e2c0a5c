package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import io.rserpool.operator.api.OperationScope;

/**
 * Whether the installation wants NetworkPolicies; those of a scope are deleted if it no longer does. It is made when the operator is built, so
 * that nothing can be injected: the dependent knows.
 */
public class NetworkPoliciesWanted implements Condition<NetworkPolicy, OperationScope> {
    @Override
    public boolean isMet(
            DependentResource<NetworkPolicy, OperationScope> dependent,
            OperationScope scope,
            Context<OperationScope> context) {
        return !(dependent instanceof RegistrarNetworkPolicy policy) || policy.isWanted();
    }
}
