package io.rserpool.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.rserpool.operator.Names;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Informers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pods that the webhook has worked on, of all namespaces; other pods are not watched. */
@ApplicationScoped
public class InjectedPods {
    private final KubernetesClient client;
    private final List<Consumer<Pod>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable SharedIndexInformer<Pod> informer;

    /** Watches with this client, once it is started. */
    public InjectedPods(KubernetesClient client) {
        this.client = client;
    }

    /** Starts to watch, and returns when all pods are known. */
    public synchronized void start() {
        if (informer != null) {
            return;
        }
        informer = client.pods()
                .inAnyNamespace()
                .withLabel(Names.INJECTED)
                .runnableInformer(0)
                .exceptionHandler(Informers.LASTING)
                .itemStore(new InjectedPodStore())
                .addEventHandler(new Changes());
        informer.start().toCompletableFuture().join();
    }

    /** Adds who is told of each of these pods that came, went, or changed in what counts here. */
    public void onChange(Consumer<Pod> listener) {
        listeners.add(listener);
    }

    /** {@return the living ones of a namespace} */
    public List<Pod> in(String namespace) {
        return all(namespace).filter(Pods::isLiving).toList();
    }

    /** {@return those of a namespace that are being deleted} */
    public List<Pod> leaving(String namespace) {
        return all(namespace).filter(Pod::isMarkedForDeletion).toList();
    }

    private Stream<Pod> all(String namespace) {
        return informer == null
                ? Stream.empty()
                : informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace).stream();
    }

    /** {@return the namespaces that have any} */
    public Set<String> namespaces() {
        return informer == null
                ? Set.of()
                : informer.getStore().list().stream()
                        .map(p -> p.getMetadata().getNamespace())
                        .collect(Collectors.toSet());
    }

    /** A listener that fails keeps neither the others from being told nor the watch from going on. */
    void tell(Pod pod) {
        listeners.forEach(l -> Failures.contain("pod-listener", () -> l.accept(pod)));
    }

    @PreDestroy
    synchronized void stop() {
        if (informer != null) {
            informer.stop();
        }
    }

    private final class Changes implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            tell(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            if (Pods.isLiving(before) != Pods.isLiving(after)
                    || !Objects.equals(Pods.address(before), Pods.address(after))
                    || SidecarStarts.isTroubled(before) != SidecarStarts.isTroubled(after)) {
                tell(after);
            }
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            tell(pod);
        }
    }
}
