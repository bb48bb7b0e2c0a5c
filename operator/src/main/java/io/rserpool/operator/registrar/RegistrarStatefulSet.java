package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.injection.ScopeImages;
import jakarta.enterprise.context.ApplicationScoped;

/** The registrars' StatefulSet. */
@ApplicationScoped
@KubernetesDependent(informer = @Informer(labelSelector = RegistrarStatefulSet.SELECTOR))
public class RegistrarStatefulSet extends CRUDKubernetesDependentResource<StatefulSet, OperationScope> {
    static final String SELECTOR = "app.kubernetes.io/name=rserpool-registrar";

    private final ScopeImages images;
    private final Enrolment enrolment;

    RegistrarStatefulSet(Settings settings, Enrolment enrolment) {
        super(StatefulSet.class);
        this.enrolment = enrolment;
        this.images = new ScopeImages(settings);
    }

    @Override
    protected StatefulSet desired(OperationScope scope, Context<OperationScope> context) {
        return RegistrarResources.statefulSet(scope, images, enrolment);
    }
}
