package io.rserpool.operator.scope;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.Triggers;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.OperationScopeStatus;
import io.rserpool.operator.guard.ApiErrors;
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
import java.util.Map;
import java.util.Objects;

/** Gives an operation scope its registrars, and says how they are. */
@ControllerConfiguration(name = "operation-scope", fieldManager = Names.MANAGER)
@Workflow(
        // What the API server refuses of the registrars is told in the status, and tried again.
        handleExceptionsInReconciler = true,
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
        int ready = context.getSecondaryResource(StatefulSet.class)
                .map(StatefulSet::getStatus)
                .map(s -> Objects.requireNonNullElse(s.getReadyReplicas(), 0))
                .orElse(0);
        var refusals = refusals(context);
        var observation = new ScopeObservation(
                scope,
                ready,
                handlespaces.view(scope),
                refusals,
                rollouts.of(scope),
                images.refused(scope),
                authority.text());
        var now = ScopeStatuses.of(observation, clock.instant());
        var control = UpdateControl.<OperationScope>noUpdate();
        if (!now.equals(before)) {
            transitions.tell(
                    scope, Objects.requireNonNull(now.conditions()), before == null ? null : before.conditions());
            control = UpdateControl.patchStatus(withStatus(scope, now));
        }
        return refusals.isEmpty() ? control : control.rescheduleAfter(RETRY);
    }

    private static List<String> refusals(Context<OperationScope> context) {
        return context
                .managedWorkflowAndDependentResourceContext()
                .getWorkflowReconcileResult()
                .map(WorkflowReconcileResult::getErroredDependents)
                .orElse(Map.of())
                .values()
                .stream()
                .map(OperationScopeReconciler::refusal)
                .sorted()
                .toList();
    }

    private static String refusal(Exception cause) {
        Failures.caught("operation-scope", cause);
        return ApiErrors.describe(cause);
    }

    @Override
    public ErrorStatusUpdateControl<OperationScope> updateErrorStatus(
            OperationScope scope, Context<OperationScope> context, Exception cause) {
        Failures.caught("operation-scope", cause);
        var before = scope.getStatus();
        var previous = before == null ? null : before.conditions();
        var now = Conditions.failed(cause, previous, scope.getMetadata().getGeneration(), clock.instant());
        if (now.equals(previous)) {
            return ErrorStatusUpdateControl.<OperationScope>noStatusUpdate().rescheduleAfter(RETRY);
        }
        transitions.tell(scope, now, previous);
        return ErrorStatusUpdateControl.patchStatus(withStatus(scope, OperationScopeStatus.with(now, before)))
                .rescheduleAfter(RETRY);
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
