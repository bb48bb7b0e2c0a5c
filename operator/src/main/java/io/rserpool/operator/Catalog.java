package io.rserpool.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Informers;
import io.rserpool.operator.plan.Snapshot;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this replica knows of all pools, pool users and scopes, kept current by watches; the webhook needs it in every replica. */
@ApplicationScoped
public class Catalog {
    private final KubernetesClient client;
    private final Settings settings;
    private final List<Consumer<HasMetadata>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable SharedIndexInformer<Pool> pools;
    private @Nullable SharedIndexInformer<PoolUser> users;
    private @Nullable SharedIndexInformer<OperationScope> scopes;

    Catalog(KubernetesClient client, Settings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Starts to watch, and returns when everything is known. */
    public synchronized void start() {
        if (pools != null) {
            return;
        }
        pools = informer(Pool.class);
        users = informer(PoolUser.class);
        scopes = informer(OperationScope.class);
        CompletableFuture.allOf(
                        pools.start().toCompletableFuture(),
                        users.start().toCompletableFuture(),
                        scopes.start().toCompletableFuture())
                .join();
    }

    /** {@return whether everything is known} */
    public boolean isReady() {
        return isReady(pools) && isReady(users) && isReady(scopes);
    }

    /** Adds who is told of every resource that came, went or has a new spec. */
    public void onChange(Consumer<HasMetadata> listener) {
        listeners.add(listener);
    }

    /** {@return what is known now} */
    public Snapshot snapshot() {
        return new Snapshot(list(pools), list(users), list(scopes), settings.namespace(), this::namespaceLabels);
    }

    /** {@return what the API server knows now: costs three requests} */
    public Snapshot liveSnapshot() {
        return new Snapshot(
                client.resources(Pool.class).inAnyNamespace().list().getItems(),
                client.resources(PoolUser.class).inAnyNamespace().list().getItems(),
                client.resources(OperationScope.class).inAnyNamespace().list().getItems(),
                settings.namespace(),
                this::namespaceLabels);
    }

    /** Asked only for scopes that have a namespace selector, so namespaces need no watch. */
    private Map<String, String> namespaceLabels(String name) {
        return Optional.ofNullable(client.namespaces().withName(name).get())
                .map(n -> n.getMetadata().getLabels())
                .orElse(Map.of());
    }

    private <R extends HasMetadata> SharedIndexInformer<R> informer(Class<R> type) {
        return client.resources(type)
                .inAnyNamespace()
                .runnableInformer(0)
                .exceptionHandler(Informers.LASTING)
                .addEventHandler(new Changes<>());
    }

    private static boolean isReady(@Nullable SharedIndexInformer<?> informer) {
        return informer != null && informer.hasSynced();
    }

    private static <R> List<R> list(@Nullable SharedIndexInformer<R> informer) {
        return informer == null ? List.of() : informer.getStore().list();
    }

    /** A listener that fails keeps neither the others from being told nor the watch from going on. */
    void tell(HasMetadata resource) {
        listeners.forEach(l -> Failures.contain("catalog-listener", () -> l.accept(resource)));
    }

    @PreDestroy
    synchronized void stop() {
        for (var informer : new SharedIndexInformer<?>[] {pools, users, scopes}) {
            if (informer != null) {
                informer.stop();
            }
        }
    }

    /** Status changes are nobody's business. */
    private final class Changes<R extends HasMetadata> implements ResourceEventHandler<R> {
        @Override
        public void onAdd(R resource) {
            tell(resource);
        }

        @Override
        public void onUpdate(R before, R after) {
            if (!Objects.equals(
                            before.getMetadata().getGeneration(),
                            after.getMetadata().getGeneration())
                    || before.isMarkedForDeletion() != after.isMarkedForDeletion()) {
                tell(after);
            }
        }

        @Override
        public void onDelete(R resource, boolean finalStateUnknown) {
            tell(resource);
        }
    }
}
