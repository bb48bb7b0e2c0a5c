package io.rserpool.operator.pooluser;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.rserpool.operator.Names;
import io.rserpool.operator.Triggers;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.PoolUserStatus;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.status.Conditions;
import io.rserpool.operator.status.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Says what a PoolUser is; what it does to pods is done by the webhook and the rollout. */
@ControllerConfiguration(name = "pool-user", fieldManager = Names.MANAGER)
public class PoolUserReconciler implements Reconciler<PoolUser> {
    /** Pods without sidecars are not watched, and sidecars are asked. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    /** While something is not as it should be: it may be any moment. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final PoolUserObserver observer;
    private final Transitions transitions;
    private final Triggers triggers;
    private final Clock clock = Clock.systemUTC();

    PoolUserReconciler(PoolUserObserver observer, Transitions transitions, Triggers triggers) {
        this.observer = observer;
        this.transitions = transitions;
        this.triggers = triggers;
    }

    @Override
    public List<EventSource<?, PoolUser>> prepareEventSources(EventSourceContext<PoolUser> context) {
        return List.of(triggers.users());
    }

    @Override
    public UpdateControl<PoolUser> reconcile(PoolUser user, Context<PoolUser> context) {
        var before = user.getStatus();
        var now = PoolUserStatuses.of(observer.observe(user), clock.instant());
        if (now.equals(before)) {
            return UpdateControl.<PoolUser>noUpdate().rescheduleAfter(again(now));
        }
        transitions.tell(user, Objects.requireNonNull(now.conditions()), before == null ? null : before.conditions());
        return UpdateControl.patchStatus(withStatus(user, now)).rescheduleAfter(again(now));
    }

    @Override
    public ErrorStatusUpdateControl<PoolUser> updateErrorStatus(
            PoolUser user, Context<PoolUser> context, Exception cause) {
        Failures.caught("pool-user", cause);
        var before = user.getStatus();
        var previous = before == null ? null : before.conditions();
        var now = Conditions.failed(cause, previous, user.getMetadata().getGeneration(), clock.instant());
        if (now.equals(previous)) {
            return ErrorStatusUpdateControl.<PoolUser>noStatusUpdate().rescheduleAfter(AGAIN);
        }
        transitions.tell(user, now, previous);
        return ErrorStatusUpdateControl.patchStatus(withStatus(user, PoolUserStatus.with(now, before)))
                .rescheduleAfter(AGAIN);
    }

    private static Duration again(PoolUserStatus status) {
        return Conditions.areGood(status.conditions()) ? AGAIN : SOON;
    }

    /** Server-side apply wants what is applied, and nothing else. */
    private static PoolUser withStatus(PoolUser user, PoolUserStatus status) {
        var applied = new PoolUser();
        applied.setMetadata(new ObjectMetaBuilder()
                .withName(user.getMetadata().getName())
                .withNamespace(user.getMetadata().getNamespace())
                .build());
        applied.setStatus(status);
        return applied;
    }
}
