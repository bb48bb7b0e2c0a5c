package io.rserpool.operator.scope;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.registrar.RegistrarDisruptionBudget;
import io.rserpool.operator.registrar.RegistrarService;
import io.rserpool.operator.registrar.RegistrarStatefulSet;

/** Gives an operation scope its registrars. */
@ControllerConfiguration(name = "operation-scope")
@Workflow(
        dependents = {
            @Dependent(type = RegistrarService.class),
            @Dependent(type = RegistrarDisruptionBudget.class),
            @Dependent(type = RegistrarStatefulSet.class)
        })
public class OperationScopeReconciler implements Reconciler<OperationScope> {
    @Override
    public UpdateControl<OperationScope> reconcile(OperationScope scope, Context<OperationScope> context) {
        return UpdateControl.noUpdate();
    }
}
