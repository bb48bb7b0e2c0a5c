package io.rserpool.operator.registrar;

import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandlespaceWatchTest {
    private static final String PODS = "/api/v1/namespaces/%s/pods/%s";

    private final List<String> told = new ArrayList<>();
    private FakeApiServer api;
    private HandlespaceWatch watch;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApiServer();
        watch = new HandlespaceWatch(
                api.client(),
                Fixtures.catalog(api.client(), () -> snapshot(List.of(), List.of())),
                Fixtures.settings(),
                Fixtures.leader(),
                HandlespaceWatchTest::answer);
    }

    @AfterEach
    void stop() {
        watch.stop();
        api.close();
    }

    private static Optional<Handlespace> answer(String host, int port, Set<String> handles) {
        if (host.equals("10.0.0.9")) {
            throw new IllegalStateException("unexpected");
        }
        return Optional.of(new Handlespace(
                host, true, 0, "0x1", 1, 3, Map.of(handles.iterator().next(), new PoolView(3, List.of()))));
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
        assertThat(view.pool("files").orElseThrow().registered()).isEqualTo(3);
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromKnowing() {
        registrar("r-0", "{podIP: 10.0.0.1}");
        watch.onChange((scope, handles) -> {
            throw new IllegalStateException("a listener that fails");
        });
        watch.onChange((scope, handles) -> told.addAll(handles));
        watch.look(snapshot(List.of(files()), List.of()));
        assertThat(told).containsExactly("files");
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
}
