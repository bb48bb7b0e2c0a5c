package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.rserpool.operator.api.OperationScope;
import jakarta.enterprise.context.ApplicationScoped;

/** The registrars' PodDisruptionBudget. */
@ApplicationScoped
@KubernetesDependent(informer = @Informer(labelSelector = RegistrarStatefulSet.SELECTOR))
public class RegistrarDisruptionBudget extends CRUDKubernetesDependentResource<PodDisruptionBudget, OperationScope> {
    RegistrarDisruptionBudget() {
        super(PodDisruptionBudget.class);
    }

    @Override
    protected PodDisruptionBudget desired(OperationScope scope, Context<OperationScope> context) {
        return RegistrarResources.disruptionBudget(scope);
    }
}
