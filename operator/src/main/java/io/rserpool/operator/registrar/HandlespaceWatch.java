package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.Leadership;
import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks at the handlespace of all registrars every few seconds, while this replica is the leader. */
@ApplicationScoped
public class HandlespaceWatch {
    private static final Logger LOG = Logger.getLogger(HandlespaceWatch.class);

    /** Told of a scope whose view changed. */
    @FunctionalInterface
    public interface Listener {
        /**
         * The registrars' answers are new.
         *
         * @param scope the scope
         * @param handles the pools whose elements changed
         */
        void changed(OperationScope scope, Set<String> handles);
    }

    private final KubernetesClient client;
    private final Catalog catalog;
    private final Settings settings;
    private final Leadership leadership;
    private final HandlespaceClient handlespaces = new HandlespaceClient();
    private final Map<String, ScopeView> views = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("handlespace-watch").daemon().factory());

    HandlespaceWatch(KubernetesClient client, Catalog catalog, Settings settings, Leadership leadership) {
        this.client = client;
        this.catalog = catalog;
        this.settings = settings;
        this.leadership = leadership;
    }

    /** Starts to look. */
    public void start() {
        long interval = settings.pollInterval().toMillis();
        timer.scheduleWithFixedDelay(this::look, 0, interval, TimeUnit.MILLISECONDS);
    }

    /** Adds a listener. */
    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    /** {@return what was seen last} */
    public ScopeView view(OperationScope scope) {
        return views.getOrDefault(key(scope), ScopeView.EMPTY);
    }

    private void look() {
        if (!leadership.isLeading()) {
            return;
        }
        var scopes = catalog.snapshot().scopes();
        views.keySet().retainAll(scopes.stream().map(HandlespaceWatch::key).toList());
        for (var scope : scopes) {
            try {
                look(scope);
            } catch (KubernetesClientException e) {
                LOG.warnf("cannot look at the registrars of scope %s: %s", key(scope), e.getMessage());
            }
        }
    }

    private void look(OperationScope scope) {
        var before = view(scope);
        var after = before.next(ask(registrarPods(scope)));
        views.put(key(scope), after);
        var handles = after.changedHandles(before);
        if (!after.equals(before)) {
            listeners.forEach(l -> l.changed(scope, handles));
        }
    }

    private List<Pod> registrarPods(OperationScope scope) {
        return client
                .pods()
                .inNamespace(scope.getMetadata().getNamespace())
                .withLabels(RegistrarResources.selector(scope))
                .list()
                .getItems()
                .stream()
                .filter(p -> !p.isMarkedForDeletion())
                .sorted(Comparator.comparing(p -> p.getMetadata().getName()))
                .toList();
    }

    private List<RegistrarView> ask(List<Pod> pods) {
        List<Future<RegistrarView>> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = pods.stream().map(p -> threads.submit(() -> ask(p))).toList();
        }
        return answers.stream().map(Future::resultNow).toList();
    }

    private RegistrarView ask(Pod pod) {
        @Nullable String address = pod.getStatus().getPodIP();
        var answer = address == null
                ? null
                : handlespaces.ask(address, RegistrarResources.MANAGEMENT).orElse(null);
        return new RegistrarView(pod.getMetadata().getName(), answer);
    }

    private static String key(OperationScope scope) {
        return scope.getMetadata().getNamespace() + "/" + scope.getMetadata().getName();
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
