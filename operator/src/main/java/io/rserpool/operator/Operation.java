package io.rserpool.operator;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.StartupEvent;
import io.rserpool.operator.observe.InjectedPods;
import io.rserpool.operator.registrar.HandlespaceWatch;
import io.rserpool.operator.rollout.RolloutProgress;
import io.rserpool.operator.rollout.Rollouts;
import io.rserpool.operator.signer.AuthorityProblem;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts all that watches the cluster, before the controllers and the webhook. */
@ApplicationScoped
@UnlessBuildProfile("test")
class Operation {
    private static final int FIRST = 1;

    private final Catalog catalog;
    private final InjectedPods pods;
    private final HandlespaceWatch handlespaces;
    private final Triggers triggers;
    private final Rollouts rollouts;
    private final RolloutProgress progress;
    private final AuthorityProblem authority;

    Operation(
            Catalog catalog,
            InjectedPods pods,
            HandlespaceWatch handlespaces,
            Triggers triggers,
            Rollouts rollouts,
            RolloutProgress progress,
            AuthorityProblem authority) {
        this.authority = authority;
        this.catalog = catalog;
        this.pods = pods;
        this.handlespaces = handlespaces;
        this.triggers = triggers;
        this.rollouts = rollouts;
        this.progress = progress;
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        catalog.start();
        pods.start();
        triggers.connect(pods, handlespaces, progress, authority);
        rollouts.start();
        handlespaces.start();
    }
}
