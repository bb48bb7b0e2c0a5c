package io.rserpool.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Informers;
import io.rserpool.operator.plan.AllowedHosts;
import io.rserpool.operator.plan.ServiceName;
import io.rserpool.operator.plan.Snapshot;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this replica knows of pools, pool users, scopes and Services, kept current by watches; the webhook needs it in every replica. */
@ApplicationScoped
public class Catalog {
    private final KubernetesClient client;
    private final Settings settings;
    private final List<Consumer<HasMetadata>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable SharedIndexInformer<Pool> pools;
    private @Nullable SharedIndexInformer<PoolUser> users;
    private @Nullable SharedIndexInformer<OperationScope> scopes;
    private @Nullable SharedIndexInformer<Service> services;
    private @Nullable SharedIndexInformer<Namespace> namespaces;

    Catalog(KubernetesClient client, Settings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Starts to watch, and returns when everything is known. */
    public synchronized void start() {
        if (pools != null) {
            return;
        }
        pools = informer(Pool.class).addEventHandler(new Changes<>(Catalog::isOther));
        users = informer(PoolUser.class).addEventHandler(new Changes<>(Catalog::isOther));
        scopes = informer(OperationScope.class).addEventHandler(new Changes<>(Catalog::isOther));
        services = informer(Service.class)
                .itemStore(new ReducedServices())
                .addEventHandler(new Changes<>(Catalog::hasOtherPorts));
        namespaces = client.namespaces()
                .runnableInformer(0)
                .exceptionHandler(Informers.LASTING)
                .itemStore(new ReducedNamespaces())
                .addEventHandler(new OtherLabels());
        CompletableFuture.allOf(
                        pools.start().toCompletableFuture(),
                        users.start().toCompletableFuture(),
                        scopes.start().toCompletableFuture(),
                        services.start().toCompletableFuture(),
                        namespaces.start().toCompletableFuture())
                .join();
    }

    /** {@return whether everything is known} */
    public boolean isReady() {
        return isReady(pools) && isReady(users) && isReady(scopes) && isReady(services) && isReady(namespaces);
    }

    /** Adds who is told of every resource that came, went or has a new spec; of Services only if a PoolUser names them. */
    public void onChange(Consumer<HasMetadata> listener) {
        listeners.add(listener);
    }

    /** {@return what is known now} */
    public Snapshot snapshot() {
        return new Snapshot(
                list(pools),
                list(users),
                list(scopes),
                settings.namespace(),
                this::namespaceLabels,
                this::service,
                allowedHosts());
    }

    /** {@return what the API server knows now: costs three requests, and one for each Service that is asked for} */
    public Snapshot liveSnapshot() {
        return new Snapshot(
                client.resources(Pool.class).inAnyNamespace().list().getItems(),
                client.resources(PoolUser.class).inAnyNamespace().list().getItems(),
                client.resources(OperationScope.class).inAnyNamespace().list().getItems(),
                settings.namespace(),
                this::liveNamespaceLabels,
                name -> Optional.ofNullable(client.services()
                        .inNamespace(name.namespace())
                        .withName(name.name())
                        .get()),
                allowedHosts());
    }

    private AllowedHosts allowedHosts() {
        return new AllowedHosts(settings.tenants().allowedHosts().orElse(List.of()));
    }

    private Optional<Service> service(ServiceName name) {
        return services == null
                ? Optional.empty()
                : Optional.ofNullable(
                        services.getStore().getByKey(Cache.namespaceKeyFunc(name.namespace(), name.name())));
    }

    /** A namespace that is as young as the pod or resource in it may not have been seen yet. */
    private Map<String, String> namespaceLabels(String name) {
        var known = namespaces == null ? null : namespaces.getStore().getByKey(name);
        return known == null ? liveNamespaceLabels(name) : labels(known);
    }

    private static Map<String, String> labels(Namespace namespace) {
        return Optional.ofNullable(namespace.getMetadata().getLabels()).orElse(Map.of());
    }

    private Map<String, String> liveNamespaceLabels(String name) {
        return Optional.ofNullable(client.namespaces().withName(name).get())
                .map(Catalog::labels)
                .orElse(Map.of());
    }

    private <R extends HasMetadata> SharedIndexInformer<R> informer(Class<R> type) {
        return client.resources(type).inAnyNamespace().runnableInformer(0).exceptionHandler(Informers.LASTING);
    }

    private static boolean isReady(@Nullable SharedIndexInformer<?> informer) {
        return informer != null && informer.hasSynced();
    }

    private static <R> List<R> list(@Nullable SharedIndexInformer<R> informer) {
        return informer == null ? List.of() : informer.getStore().list();
    }

    /** A listener that fails keeps neither the others from being told nor the watch from going on. */
    void tell(HasMetadata resource) {
        if (resource instanceof Service service && list(users).stream().noneMatch(ServiceName.of(service)::isNamedBy)) {
            return;
        }
        listeners.forEach(l -> Failures.contain("catalog-listener", () -> l.accept(resource)));
    }

    @PreDestroy
    synchronized void stop() {
        for (var informer : new SharedIndexInformer<?>[] {pools, users, scopes, services, namespaces}) {
            if (informer != null) {
                informer.stop();
            }
        }
    }

    /** Of a status only the names of a pool's ports are anybody's business. */
    static boolean isOther(HasMetadata before, HasMetadata after) {
        return !Objects.equals(
                        before.getMetadata().getGeneration(),
                        after.getMetadata().getGeneration())
                || before.isMarkedForDeletion() != after.isMarkedForDeletion()
                || (before instanceof Pool one
                        && after instanceof Pool other
                        && !one.portNames().equals(other.portNames()));
    }

    static boolean hasOtherPorts(Service before, Service after) {
        return !ReducedServices.reduced(before)
                .getSpec()
                .equals(ReducedServices.reduced(after).getSpec());
    }

    /** One that comes has nothing in it yet, and of one that goes everything else goes first. */
    final class OtherLabels implements ResourceEventHandler<Namespace> {
        @Override
        public void onAdd(Namespace namespace) {}

        @Override
        public void onUpdate(Namespace before, Namespace after) {
            if (!labels(before).equals(labels(after))) {
                tell(after);
            }
        }

        @Override
        public void onDelete(Namespace namespace, boolean finalStateUnknown) {}
    }

    private final class Changes<R extends HasMetadata> implements ResourceEventHandler<R> {
        private final BiPredicate<R, R> counts;

        /** Tells of changes that count. */
        Changes(BiPredicate<R, R> counts) {
            this.counts = counts;
        }

        @Override
        public void onAdd(R resource) {
            tell(resource);
        }

        @Override
        public void onUpdate(R before, R after) {
            if (counts.test(before, after)) {
                tell(after);
            }
        }

        @Override
        public void onDelete(R resource, boolean finalStateUnknown) {
            tell(resource);
        }
    }
}
