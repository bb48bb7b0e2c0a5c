package io.rserpool.operator.pool;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.rserpool.operator.api.Pool;

/** Says what a Pool is. */
@ControllerConfiguration(name = "pool")
public class PoolReconciler implements Reconciler<Pool> {
    @Override
    public UpdateControl<Pool> reconcile(Pool pool, Context<Pool> context) {
        return UpdateControl.noUpdate();
    }
}
