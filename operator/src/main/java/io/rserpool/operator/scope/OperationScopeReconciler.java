package io.rserpool.operator.scope;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.AggregatedOperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.Triggers;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.OperationScopeStatus;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.injection.ScopeImages;
import io.rserpool.operator.registrar.HandlespaceWatch;
import io.rserpool.operator.registrar.NetworkPoliciesWanted;
import io.rserpool.operator.registrar.RegistrarDisruptionBudget;
import io.rserpool.operator.registrar.RegistrarNetworkPolicy;
import io.rserpool.operator.registrar.RegistrarService;
import io.rserpool.operator.registrar.RegistrarStatefulSet;
import io.rserpool.operator.rollout.RolloutProgress;
import io.rserpool.operator.signer.AuthorityProblem;
import io.rserpool.operator.status.Conditions;
import io.rserpool.operator.status.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Gives an operation scope its registrars, and says how they are. */
@ControllerConfiguration(name = "operation-scope", fieldManager = Names.MANAGER)
@Workflow(
        dependents = {
            @Dependent(type = RegistrarService.class),
            @Dependent(type = RegistrarDisruptionBudget.class),
            @Dependent(type = RegistrarNetworkPolicy.class, reconcilePrecondition = NetworkPoliciesWanted.class),
            @Dependent(type = RegistrarStatefulSet.class)
        })
public class OperationScopeReconciler implements Reconciler<OperationScope> {
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final HandlespaceWatch handlespaces;
    private final RolloutProgress rollouts;
    private final Transitions transitions;
    private final Triggers triggers;
    private final ScopeImages images;
    private final Refusals refusals;
    private final AuthorityProblem authority;
    private final Clock clock = Clock.systemUTC();

    OperationScopeReconciler(
            HandlespaceWatch handlespaces,
            RolloutProgress rollouts,
            Transitions transitions,
            Triggers triggers,
            AuthorityProblem authority,
            Settings settings) {
        this.authority = authority;
        this.images = new ScopeImages(settings);
        this.refusals = new Refusals(settings);
        this.handlespaces = handlespaces;
        this.rollouts = rollouts;
        this.transitions = transitions;
        this.triggers = triggers;
    }

    @Override
    public List<EventSource<?, OperationScope>> prepareEventSources(EventSourceContext<OperationScope> context) {
        return List.of(triggers.scopes());
    }

    @Override
    public UpdateControl<OperationScope> reconcile(OperationScope scope, Context<OperationScope> context) {
        var before = scope.getStatus();
        var now = observe(scope, context, List.of());
        if (now.equals(before)) {
            return UpdateControl.noUpdate();
        }
        tell(scope, now);
        return UpdateControl.patchStatus(withStatus(scope, now));
    }

    private OperationScopeStatus observe(OperationScope scope, Context<OperationScope> context, List<String> refusals) {
        int ready = context.getSecondaryResource(StatefulSet.class)
                .map(StatefulSet::getStatus)
                .map(s -> Objects.requireNonNullElse(s.getReadyReplicas(), 0))
                .orElse(0);
        var observation = new ScopeObservation(
                scope,
                ready,
                handlespaces.view(scope),
                refusals,
                rollouts.of(scope),
                images.refused(scope),
                authority.text());
        return ScopeStatuses.of(observation, clock.instant());
    }

    private void tell(OperationScope scope, OperationScopeStatus now) {
        var before = scope.getStatus();
        transitions.tell(scope, Objects.requireNonNull(now.conditions()), before == null ? null : before.conditions());
    }

    /** What the API server refuses of the registrars is told in the status, beside all the rest, and tried again. */
    @Override
    public ErrorStatusUpdateControl<OperationScope> updateErrorStatus(
            OperationScope scope, Context<OperationScope> context, Exception cause) {
        Failures.caught("operation-scope", cause);
        var now = cause instanceof AggregatedOperatorException refused
                ? observe(
                        scope,
                        context,
                        refusals.of(scope, refused.getAggregatedExceptions().values()))
                : failed(scope, cause);
        if (now.equals(scope.getStatus())) {
            return ErrorStatusUpdateControl.<OperationScope>noStatusUpdate().rescheduleAfter(RETRY);
        }
        tell(scope, now);
        return ErrorStatusUpdateControl.patchStatus(withStatus(scope, now)).rescheduleAfter(RETRY);
    }

    private OperationScopeStatus failed(OperationScope scope, Exception cause) {
        var before = scope.getStatus();
        var previous = before == null ? null : before.conditions();
        var conditions = Conditions.failed(cause, previous, scope.getMetadata().getGeneration(), clock.instant());
        return OperationScopeStatus.with(conditions, before);
    }

    /** Server-side apply wants what is applied, and nothing else. */
    private static OperationScope withStatus(OperationScope scope, OperationScopeStatus status) {
        var applied = new OperationScope();
        applied.setMetadata(new ObjectMetaBuilder()
                .withName(scope.getMetadata().getName())
                .withNamespace(scope.getMetadata().getNamespace())
                .build());
        applied.setStatus(status);
        return applied;
    }
}
