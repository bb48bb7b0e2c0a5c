package io.rserpool.operator.registrar;

import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Leadership;
import io.rserpool.operator.plan.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandlespaceWatchTest {
    private static final String PODS = "/api/v1/namespaces/%s/pods/%s";

    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Leadership leadership = new Leadership();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Snapshot known = snapshot(List.of(files()), List.of());
    private volatile int registered = 3;
    private FakeApiServer api;
    private HandlespaceWatch watch;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApiServer();
        watch = new HandlespaceWatch(
                api.client(),
                Fixtures.catalog(api.client(), this::look),
                Fixtures.settings("poll-interval", "PT0.01S"),
                leadership,
                this::answer);
    }

    private Snapshot look() {
        if (looks.incrementAndGet() == 2) {
            throw new IllegalStateException("unexpected");
        }
        return known;
    }

    @AfterEach
    void stop() {
        watch.stop();
        api.close();
    }

    private Optional<Handlespace> answer(String namespace, String host, Set<String> handles) {
        if (host.equals("10.0.0.9")) {
            throw new IllegalStateException("unexpected");
        }
        return Optional.of(new Handlespace(
                host, true, 0, "0x1", 1, 3, Map.of(handles.iterator().next(), new PoolView(registered, List.of()))));
    }

    private void registrar(String name, String status) {
        api.put(PODS.formatted(Fixtures.OPERATOR_NAMESPACE, name), """
                {apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: rserpool-system}, spec: {containers: []}, status: %s}
                """.formatted(name, status));
    }

    @Test
    void aRegistrarThatCannotBeAskedIsOneThatDoesNotAnswer() {
        registrar("r-0", "{podIP: 10.0.0.1}");
        registrar("r-1", "{podIP: 10.0.0.9}");
        registrar("r-2", "null");
        watch.look(snapshot(List.of(files()), List.of()));
        var view = watch.view(scope("default", "{}"));
        assertThat(view.registrars()).extracting(RegistrarView::pod).containsExactly("r-0", "r-1", "r-2");
        assertThat(view.answers()).hasSize(1);
        assertThat(view.pool("shop/files").orElseThrow().registered()).isEqualTo(3);
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromKnowing() {
        registrar("r-0", "{podIP: 10.0.0.1}");
        watch.onChange((scope, handles) -> {
            throw new IllegalStateException("a listener that fails");
        });
        watch.onChange((scope, handles) -> told.addAll(handles));
        watch.look(snapshot(List.of(files()), List.of()));
        assertThat(told).containsExactly("shop/files");
    }

    @Test
    void aScopeWhosePodsCannotBeListedDoesNotHideTheOthers() {
        registrar("r-0", "{podIP: 10.0.0.1}");
        var lost = scope("lost", "{}");
        lost.getMetadata().setNamespace("forbidden");
        api.refuse("GET /api/v1/namespaces/forbidden/pods", 403);
        watch.look(snapshot(List.of(files()), List.of(), List.of(lost, scope("default", "{}"))));
        assertThat(watch.view(lost)).isEqualTo(ScopeView.EMPTY);
        assertThat(watch.view(scope("default", "{}")).answers()).hasSize(1);
    }

    @Test
    void onlyWhoLeadsAsksAndAfterALookThatFailsTheNextOneComes() {
        registrar("r-0", "{podIP: 10.0.0.1}");
        watch.start();
        await().during(Duration.ofMillis(100)).atMost(SOON).until(() -> looks.get() == 0);
        Fixtures.lead(leadership);
        await().atMost(SOON).until(() -> looks.get() > 3);
        assertThat(watch.view(scope("default", "{}")).answers()).hasSize(1);
    }

    @Test
    void listenersAreToldOfWhatChangesAlone() {
        registrar("r-0", "{podIP: 10.0.0.1}");
        watch.onChange((scope, handles) -> told.add(scope.getMetadata().getName() + handles));
        watch.look(known);
        watch.look(known);
        assertThat(told).containsExactly("default[shop/files]");
        registered = 2;
        watch.look(known);
        assertThat(told).containsExactly("default[shop/files]", "default[shop/files]");
        registrar("r-1", "{}");
        watch.look(known);
        assertThat(told)
                .as("a registrar more, no element less")
                .endsWith("default[]")
                .hasSize(3);
    }

    @Test
    void ofAScopeThatIsGoneNothingIsKept() {
        registrar("r-0", "{podIP: 10.0.0.1}");
        watch.look(known);
        watch.look(snapshot(List.of(files()), List.of(), List.of()));
        assertThat(watch.view(scope("default", "{}"))).isEqualTo(ScopeView.EMPTY);
    }
}
