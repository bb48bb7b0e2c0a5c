package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import jakarta.enterprise.context.ApplicationScoped;

/** The registrars' NetworkPolicy. */
@ApplicationScoped
@KubernetesDependent(informer = @Informer(labelSelector = RegistrarStatefulSet.SELECTOR))
public class RegistrarNetworkPolicy extends CRUDKubernetesDependentResource<NetworkPolicy, OperationScope> {
    private final Settings settings;

    RegistrarNetworkPolicy(Settings settings) {
        super(NetworkPolicy.class);
        this.settings = settings;
    }

    /** {@return whether the installation wants them} */
    public boolean isWanted() {
        return settings.networkPolicies().enabled();
    }

    @Override
    protected NetworkPolicy desired(OperationScope scope, Context<OperationScope> context) {
        return RegistrarIngress.policy(
                scope, settings.namespace(), settings.networkPolicies().membersOnly());
    }
}
