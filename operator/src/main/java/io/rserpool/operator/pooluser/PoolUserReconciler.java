package io.rserpool.operator.pooluser;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.rserpool.operator.api.PoolUser;

/** Says what a PoolUser is. */
@ControllerConfiguration(name = "pool-user")
public class PoolUserReconciler implements Reconciler<PoolUser> {
    @Override
    public UpdateControl<PoolUser> reconcile(PoolUser user, Context<PoolUser> context) {
        return UpdateControl.noUpdate();
    }
}
