package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.Leadership;
import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Turns;
import io.rserpool.operator.injection.PageTokens;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.plan.Snapshot;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at the handlespace of all registrars every few seconds, while this replica is the leader. */
@ApplicationScoped
public class HandlespaceWatch {
    private static final String TASK = "handlespace-watch";

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
    private final Registrar registrar;
    private final Map<String, ScopeView> views = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Turns turns = new Turns(TASK);

    /** Asks one registrar. */
    @FunctionalInterface
    interface Registrar {
        /** {@return what it says of these pools; nothing if it does not answer} */
        Optional<Handlespace> ask(String namespace, String host, Set<String> handles);
    }

    @Inject
    HandlespaceWatch(
            KubernetesClient client, Catalog catalog, Settings settings, Leadership leadership, PageTokens tokens) {
        this(client, catalog, settings, leadership, asking(new HandlespaceClient(), tokens));
    }

    private static Registrar asking(HandlespaceClient http, PageTokens tokens) {
        return (namespace, host, handles) ->
                http.ask(host, RegistrarResources.MANAGEMENT, tokens.authorization(namespace), handles);
    }

    HandlespaceWatch(
            KubernetesClient client, Catalog catalog, Settings settings, Leadership leadership, Registrar registrar) {
        this.client = client;
        this.catalog = catalog;
        this.settings = settings;
        this.leadership = leadership;
        this.registrar = registrar;
    }

    /** Starts to look. */
    public void start() {
        turns.every(Duration.ZERO, settings.pollInterval(), this::look);
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
        if (leadership.isLeading()) {
            look(catalog.snapshot());
        }
    }

    /** Looks at the registrars of all scopes; one scope that cannot be looked at is the others' business no more than a failing listener. */
    void look(Snapshot snapshot) {
        var scopes = snapshot.scopes();
        views.keySet().retainAll(scopes.stream().map(HandlespaceWatch::key).toList());
        var handles = snapshot.pools().stream().map(snapshot::handleOf).collect(Collectors.toSet());
        scopes.forEach(scope -> Failures.contain(TASK, () -> look(scope, handles)));
    }

    private void look(OperationScope scope, Set<String> handles) {
        var before = view(scope);
        var after = before.next(ask(registrarPods(scope), handles));
        views.put(key(scope), after);
        var changed = after.changedHandles(before);
        if (!after.equals(before)) {
            listeners.forEach(l -> Failures.contain(TASK, () -> l.changed(scope, changed)));
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

    private List<RegistrarView> ask(List<Pod> pods, Set<String> handles) {
        List<Future<RegistrarView>> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = pods.stream()
                    .map(p -> threads.submit(() -> ask(p, handles)))
                    .toList();
        }
        return answers.stream().map(Future::resultNow).toList();
    }

    /** A registrar that cannot be asked, for whatever reason, is one that does not answer. */
    private RegistrarView ask(Pod pod, Set<String> handles) {
        var name = pod.getMetadata().getName();
        @Nullable String address = Pods.address(pod);
        if (address == null) {
            return new RegistrarView(name, null);
        }
        try {
            return new RegistrarView(
                    name,
                    registrar
                            .ask(pod.getMetadata().getNamespace(), address, handles)
                            .orElse(null));
        } catch (RuntimeException e) {
            Failures.caught(TASK, e);
            return new RegistrarView(name, null);
        }
    }

    private static String key(OperationScope scope) {
        return scope.getMetadata().getNamespace() + "/" + scope.getMetadata().getName();
    }

    @PreDestroy
    void stop() {
        turns.close();
    }
}
