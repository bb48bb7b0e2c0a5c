package io.rserpool.operator.rollout;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Leadership;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.injection.SidecarConfig;
import io.rserpool.operator.observe.InjectedPods;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Snapshot;
import io.rserpool.operator.status.Events;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rollout, beside a fake API server: the real client, timers and events. */
class RolloutsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/shop/deployments/";

    private final RolloutProgress progress = new RolloutProgress();
    private final AtomicInteger failures = new AtomicInteger();
    private OperationScope scope = scope("default", "{}");
    private FakeApiServer api;
    private Catalog catalog;
    private Rollouts rollouts;
    private Events events;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApiServer();
        api.admit(RolloutsTest::webhook);
        catalog = Fixtures.catalog(api.client(), this::known);
        events = new Events(api.client(), Fixtures.settings());
        rollouts = rollouts(Fixtures.leader());
    }

    private Rollouts rollouts(Leadership leadership) {
        return new Rollouts(
                catalog,
                new InjectedPods(api.client()),
                new Workloads(api.client()),
                leadership,
                events,
                Fixtures.settings(),
                progress);
    }

    /** Does as it should for what the template was restarted for. */
    private static ObjectNode webhook(ObjectNode pod) {
        pod.withObject("/metadata/labels").put(Names.INJECTED, Names.INJECTED_TRUE);
        var annotations = pod.withObject("/metadata/annotations");
        annotations.put(Names.CONFIG_HASH, annotations.path(Names.RESTARTED_FOR).asText());
        return pod;
    }

    @AfterEach
    void stop() {
        rollouts.stop();
        api.close();
    }

    private Snapshot known() {
        if (Thread.currentThread().getName().equals("rollouts") && failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new IllegalStateException("unexpected");
        }
        return snapshot(List.of(files()), List.of(client()), List.of(scope));
    }

    /** A Deployment that has all its pods; the API server has one bare pod for all of them. */
    private void deployment(String name, String app) {
        api.put(DEPLOYMENTS + name, """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: shop, uid: u-%1$s, generation: 1}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %2$s}}
                  template: {metadata: {labels: {app: %2$s}, annotations: {}}, spec: {containers: []}}
                status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}
                """.formatted(name, app));
        api.put("/api/v1/namespaces/shop/pods/any", """
                {apiVersion: v1, kind: Pod, metadata: {name: any, namespace: shop}, spec: {containers: []}}
                """);
    }

    private boolean isRestarted(String name) {
        return api.get(DEPLOYMENTS + name)
                .at("/spec/template/metadata/annotations")
                .has(Names.RESTARTED_FOR);
    }

    private long restarted(String... names) {
        return Stream.of(names).filter(this::isRestarted).count();
    }

    /** Its controller has replaced the pods. */
    private void finish(String name) {
        var generation = api.get(DEPLOYMENTS + name).at("/metadata/generation").asLong();
        api.merge(DEPLOYMENTS + name, "{status: {observedGeneration: " + generation + "}}");
    }

    private List<String> reasons(String kind) {
        return api.all("/api/v1/namespaces/shop/events").stream()
                .filter(e -> e.at("/involvedObject/kind").asText().equals(kind))
                .map(e -> e.path("reason").asText())
                .distinct()
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 422, 500})
    void oneRefusedWorkloadDoesNotBlockItsNamespace(int status) {
        deployment("bad", "files");
        deployment("good", "files");
        deployment("client", "client");
        api.refuse("PATCH " + DEPLOYMENTS + "bad", status);
        rollouts.start();
        Fixtures.tell(catalog, files());

        await().atMost(SOON).until(() -> isRestarted("good") && isRestarted("client"));
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(progress.of(scope).refused())
                    .singleElement()
                    .asString()
                    .contains(
                            "Deployment shop/bad",
                            status + ": refused by a test",
                            "kubectl rollout restart deployment/bad -n shop");
            assertThat(progress.refused(files())).hasSize(1);
            assertThat(progress.refused(client())).isEmpty();
            assertThat(reasons("Pool")).as("told by its condition").isEmpty();
            assertThat(reasons("Deployment")).containsExactly("RestartRefused", "Restarted");
        });

        api.refuse("PATCH " + DEPLOYMENTS + "bad", 0);
        finish("good");
        finish("client");
        Fixtures.tell(catalog, files());
        await().atMost(SOON).until(() -> isRestarted("bad"));
        await().atMost(SOON).until(() -> progress.refused(files()).isEmpty());
    }

    @Test
    void aKindThatCannotBeListedDoesNotBlockTheOthers() {
        deployment("good", "files");
        api.refuse("GET /apis/apps/v1/namespaces/shop/statefulsets", 403);
        rollouts.start();
        Fixtures.tell(catalog, files());
        await().atMost(SOON).until(() -> isRestarted("good"));
    }

    @Test
    void whatFailsIsTriedAgainWithoutAnyChange() {
        deployment("files", "files");
        api.refuse("PATCH " + DEPLOYMENTS + "files", 503);
        rollouts.start();
        Fixtures.tell(catalog, files());
        await().atMost(SOON).until(() -> !progress.refused(files()).isEmpty());
        api.refuse("PATCH " + DEPLOYMENTS + "files", 0);
        await().atMost(SOON).until(() -> isRestarted("files"));
    }

    @Test
    void aChangeThatConcernsAllRestartsAFewAtATime() {
        var names = new String[] {"a", "b", "c", "d"};
        Stream.of(names).forEach(n -> deployment(n, "files"));
        rollouts.start();
        Fixtures.tell(catalog, files());
        await().atMost(SOON).until(() -> progress.of(scope).waiting() == 2);
        assertThat(restarted(names)).isEqualTo(2);
        assertThat(progress.of(scope).restarting()).containsExactly("Deployment shop/a", "Deployment shop/b");

        finish("b");
        await().atMost(SOON).until(() -> isRestarted("c"));
        assertThat(restarted(names)).isEqualTo(3);
        Stream.of("a", "c").forEach(this::finish);
        await().atMost(SOON).until(() -> isRestarted("d"));
        finish("d");
        await().atMost(SOON).until(() -> progress.of(scope).equals(ScopeProgress.NOTHING));

        scope = scope("default", "{timerProfile: rfc, concurrentRollouts: 1}");
        Fixtures.tell(catalog, scope);
        await().atMost(SOON).until(() -> progress.of(scope).waiting() == 3);
        assertThat(progress.of(scope).restarting()).containsExactly("Deployment shop/a");
    }

    @Test
    void serversComeBeforeTheirClients() {
        scope = scope("default", "{concurrentRollouts: 1}");
        deployment("a-client", "client");
        deployment("z-server", "files");
        rollouts.start();
        Fixtures.tell(catalog, files());
        await().atMost(SOON).until(() -> isRestarted("z-server"));
        assertThat(isRestarted("a-client")).isFalse();
        finish("z-server");
        await().atMost(SOON).until(() -> isRestarted("a-client"));
    }

    @Test
    void nothingIsRestartedWhileTheWebhookIsNotAsked() {
        deployment("files", "files");
        api.admit(pod -> pod);
        rollouts.start();
        Fixtures.tell(catalog, files());
        await().atMost(SOON).untilAsserted(() -> assertThat(progress.refused(files()))
                .singleElement()
                .asString()
                .contains("Deployment shop/files is not restarted", "webhook"));
        assertThat(isRestarted("files")).isFalse();
        api.admit(RolloutsTest::webhook);
        await().atMost(SOON).until(() -> isRestarted("files"));
        await().atMost(SOON).until(() -> progress.refused(files()).isEmpty());
    }

    @Test
    void aPodThatAdmissionWouldRefuseStopsTheRestartBeforeItBegins() {
        deployment("files", "files");
        api.refuse("POST /api/v1/namespaces/shop/pods", 403);
        rollouts.start();
        Fixtures.tell(catalog, files());
        await().atMost(SOON).until(() -> !progress.refused(files()).isEmpty());
        assertThat(isRestarted("files")).isFalse();
    }

    /** As after an absence of the operator: the template is as it should be, the pods are not. */
    @Test
    void podsThatWereMadeMeanwhileAreReplacedWhenTheOperatorStarts() {
        deployment("files", "files");
        var hash = SidecarConfig.hash(Planner.plan(known(), "shop", Map.of("app", "files")));
        var annotations = "{rserpool.io/restartedFor: \"%s\"}".formatted(hash);
        api.merge(DEPLOYMENTS + "files", "{spec: {template: {metadata: {annotations: %s}}}}".formatted(annotations));
        api.merge("/api/v1/namespaces/shop/pods/any", "{metadata: {annotations: %s}}".formatted(annotations));
        rollouts.start();
        await().atMost(SOON).until(() -> api.get(DEPLOYMENTS + "files")
                .at("/spec/template/metadata/annotations")
                .has(Names.REPAIRED_AT));
        await().atMost(SOON).untilAsserted(() -> assertThat(api.all("/api/v1/namespaces/shop/events"))
                .extracting(e -> e.path("message").asText())
                .anyMatch(m -> m.contains("1 of 1 lack them")));
    }

    @Test
    void onlyTheLeaderRestartsAndANewOneLooksAtEverything() {
        var leadership = new Leadership();
        rollouts = rollouts(leadership);
        deployment("files", "files");
        rollouts.start();
        Fixtures.tell(catalog, files());
        rollouts.look("shop");
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> api.writes()
                .isEmpty());
        Fixtures.lead(leadership);
        await().atMost(SOON).until(() -> isRestarted("files"));
    }

    @Test
    void afterAnUnexpectedFailureTheNamespaceIsLookedAtAgain() {
        deployment("files", "files");
        failures.set(1);
        rollouts.start();
        await().atMost(SOON).until(() -> isRestarted("files"));
        assertThat(failures).hasValue(0);
    }

    /** Whatever else fails: a restart that is done makes room for the next one. */
    @Test
    void theLookAtRestartsUnderWayGoesOnToo() {
        scope = scope("default", "{concurrentRollouts: 1}");
        Stream.of("a", "b").forEach(n -> deployment(n, "files"));
        rollouts.start();
        await().atMost(SOON).until(() -> isRestarted("a"));
        api.refuse("GET " + DEPLOYMENTS + "a", 500);
        finish("a");
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> !isRestarted("b"));
        api.refuse("GET " + DEPLOYMENTS + "a", 0);
        await().atMost(SOON).until(() -> isRestarted("b"));
    }
}
