package io.rserpool.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.observe.InjectedPods;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.ServiceName;
import io.rserpool.operator.registrar.HandlespaceWatch;
import io.rserpool.operator.rollout.RolloutProgress;
import io.rserpool.operator.signer.AuthorityProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which resources are looked at again when another one, a pod or the handlespace changes. */
@ApplicationScoped
public class Triggers {
    private final SimpleInboundEventSource<Pool> pools = new SimpleInboundEventSource<>("pool-triggers");
    private final SimpleInboundEventSource<PoolUser> users = new SimpleInboundEventSource<>("pool-user-triggers");
    private final SimpleInboundEventSource<OperationScope> scopes = new SimpleInboundEventSource<>("scope-triggers");
    private final Catalog catalog;

    Triggers(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Listens to all that changes. */
    void connect(
            InjectedPods pods, HandlespaceWatch handlespaces, RolloutProgress rollouts, AuthorityProblem authority) {
        catalog.onChange(this::changed);
        pods.onChange(this::changed);
        handlespaces.onChange(this::changed);
        rollouts.onChange(this::changed);
        authority.onChange(() -> fire(scopes, catalog.snapshot().scopes()));
    }

    /** {@return the event source of the Pools' controller} */
    public EventSource<?, Pool> pools() {
        return pools;
    }

    /** {@return the event source of the PoolUsers' controller} */
    public EventSource<?, PoolUser> users() {
        return users;
    }

    /** {@return the event source of the OperationScopes' controller} */
    public EventSource<?, OperationScope> scopes() {
        return scopes;
    }

    /**
     * Pools, scopes and namespaces may concern any other resource (handles, conflicts, references), pool users only those beside them, Services only
     * the pool users that name them.
     */
    private void changed(HasMetadata resource) {
        var snapshot = catalog.snapshot();
        switch (resource) {
            case PoolUser user -> fire(users, in(snapshot.users(), user));
            case Service service -> fire(users, filter(snapshot.users(), ServiceName.of(service)::isNamedBy));
            default -> {
                fire(pools, snapshot.pools());
                fire(users, snapshot.users());
            }
        }
    }

    private void changed(Pod pod) {
        var snapshot = catalog.snapshot();
        fire(pools, in(snapshot.pools(), pod));
        fire(users, in(snapshot.users(), pod));
    }

    private void changed(OperationScope scope, Set<String> handles) {
        fire(scopes, List.of(scope));
        var snapshot = catalog.snapshot();
        fire(pools, filter(snapshot.pools(), p -> handles.contains(snapshot.handleOf(p))));
    }

    private void changed(Set<String> scopesChanged, Set<String> resources) {
        var snapshot = catalog.snapshot();
        fire(scopes, filter(snapshot.scopes(), s -> scopesChanged.contains(Refusal.name(s))));
        fire(pools, filter(snapshot.pools(), p -> resources.contains(RolloutProgress.key(p))));
        fire(users, filter(snapshot.users(), u -> resources.contains(RolloutProgress.key(u))));
    }

    private static <R extends HasMetadata> List<R> in(List<R> resources, HasMetadata other) {
        var namespace = other.getMetadata().getNamespace();
        return filter(resources, r -> r.getMetadata().getNamespace().equals(namespace));
    }

    private static <R> List<R> filter(List<R> resources, Predicate<R> condition) {
        return resources.stream().filter(condition).toList();
    }

    private static <R extends HasMetadata> void fire(SimpleInboundEventSource<R> source, List<R> resources) {
        if (source.isRunning()) {
            resources.forEach(r -> source.propagateEvent(ResourceID.fromResource(r)));
        }
    }
}
