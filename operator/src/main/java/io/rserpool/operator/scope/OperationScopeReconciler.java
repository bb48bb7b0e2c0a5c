package io.rserpool.operator.scope;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.rserpool.operator.Names;
import io.rserpool.operator.Triggers;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.OperationScopeStatus;
import io.rserpool.operator.registrar.HandlespaceWatch;
import io.rserpool.operator.registrar.RegistrarDisruptionBudget;
import io.rserpool.operator.registrar.RegistrarService;
import io.rserpool.operator.registrar.RegistrarStatefulSet;
import io.rserpool.operator.status.Transitions;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** Gives an operation scope its registrars, and says how they are. */
@ControllerConfiguration(name = "operation-scope", fieldManager = Names.MANAGER)
@Workflow(
        dependents = {
            @Dependent(type = RegistrarService.class),
            @Dependent(type = RegistrarDisruptionBudget.class),
            @Dependent(type = RegistrarStatefulSet.class)
        })
public class OperationScopeReconciler implements Reconciler<OperationScope> {
    private final HandlespaceWatch handlespaces;
    private final Transitions transitions;
    private final Triggers triggers;
    private final Clock clock = Clock.systemUTC();

    OperationScopeReconciler(HandlespaceWatch handlespaces, Transitions transitions, Triggers triggers) {
        this.handlespaces = handlespaces;
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
        var observation = new ScopeObservation(scope, ready, handlespaces.view(scope));
        var now = ScopeStatuses.of(observation, clock.instant());
        if (now.equals(before)) {
            return UpdateControl.noUpdate();
        }
        transitions.tell(scope, Objects.requireNonNull(now.conditions()), before == null ? null : before.conditions());
        return UpdateControl.patchStatus(withStatus(scope, now));
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
