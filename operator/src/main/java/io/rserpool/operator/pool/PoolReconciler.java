package io.rserpool.operator.pool;

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
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolStatus;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.status.Conditions;
import io.rserpool.operator.status.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Says what a Pool is; what it does to pods is done by the webhook and the rollout. */
@ControllerConfiguration(name = "pool", fieldManager = Names.MANAGER)
public class PoolReconciler implements Reconciler<Pool> {
    /** Pods without sidecars are not watched, and sidecars are asked. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    /** While something is not as it should be: it may be any moment. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final PoolObserver observer;
    private final Transitions transitions;
    private final Triggers triggers;
    private final Clock clock = Clock.systemUTC();

    PoolReconciler(PoolObserver observer, Transitions transitions, Triggers triggers) {
        this.observer = observer;
        this.transitions = transitions;
        this.triggers = triggers;
    }

    @Override
    public List<EventSource<?, Pool>> prepareEventSources(EventSourceContext<Pool> context) {
        return List.of(triggers.pools());
    }

    @Override
    public UpdateControl<Pool> reconcile(Pool pool, Context<Pool> context) {
        var before = pool.getStatus();
        var now = PoolStatuses.of(observer.observe(pool), clock.instant());
        if (now.equals(before)) {
            return UpdateControl.<Pool>noUpdate().rescheduleAfter(again(now));
        }
        transitions.tell(pool, Objects.requireNonNull(now.conditions()), before == null ? null : before.conditions());
        return UpdateControl.patchStatus(withStatus(pool, now)).rescheduleAfter(again(now));
    }

    @Override
    public ErrorStatusUpdateControl<Pool> updateErrorStatus(Pool pool, Context<Pool> context, Exception cause) {
        Failures.caught("pool", cause);
        var before = pool.getStatus();
        var previous = before == null ? null : before.conditions();
        var now = Conditions.failed(cause, previous, pool.getMetadata().getGeneration(), clock.instant());
        if (now.equals(previous)) {
            return ErrorStatusUpdateControl.<Pool>noStatusUpdate().rescheduleAfter(AGAIN);
        }
        transitions.tell(pool, now, previous);
        return ErrorStatusUpdateControl.patchStatus(withStatus(pool, PoolStatus.with(now, before)))
                .rescheduleAfter(AGAIN);
    }

    private static Duration again(PoolStatus status) {
        return Conditions.areGood(status.conditions()) ? AGAIN : SOON;
    }

    /** Server-side apply wants what is applied, and nothing else. */
    private static Pool withStatus(Pool pool, PoolStatus status) {
        var applied = new Pool();
        applied.setMetadata(new ObjectMetaBuilder()
                .withName(pool.getMetadata().getName())
                .withNamespace(pool.getMetadata().getNamespace())
                .build());
        applied.setStatus(status);
        return applied;
    }
}
