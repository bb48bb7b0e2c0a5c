package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.rserpool.operator.api.OperationScope;
import jakarta.enterprise.context.ApplicationScoped;

/** The registrars' headless Service. */
@ApplicationScoped
@KubernetesDependent(informer = @Informer(labelSelector = RegistrarStatefulSet.SELECTOR))
public class RegistrarService extends CRUDKubernetesDependentResource<Service, OperationScope> {
    RegistrarService() {
        super(Service.class);
    }

    @Override
    protected Service desired(OperationScope scope, Context<OperationScope> context) {
        return RegistrarResources.service(scope);
    }
}
