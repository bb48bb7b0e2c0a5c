package io.rserpool.operator.pool;

import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.pool;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Golden;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolStatus;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.SidecarReports.Report;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Snapshot;
import io.rserpool.operator.registrar.PoolView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolStatusesTest {
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
    private static final Map<String, String> SERVER = Map.of("app", "files");

    private static PoolStatus status(Snapshot snapshot, Pool pool, @Nullable PoolView elements, Pod... pods) {
        return status(snapshot, pool, elements, List.of(), pods);
    }

    private static PoolStatus status(
            Snapshot snapshot, Pool pool, @Nullable PoolView elements, List<Report> silent, Pod... pods) {
        var selected = List.of(pods);
        var namespace = pool.getMetadata().getNamespace();
        return PoolStatuses.of(
                new PoolObservation(
                        pool,
                        snapshot.scopeOf(pool),
                        PoolObserver.conflicts(snapshot, pool, selected),
                        Census.of(snapshot, namespace, selected, Fixtures.MARKS),
                        List.of(),
                        elements,
                        silent),
                NOW);
    }

    private static Pod injected(Snapshot snapshot, int number) {
        var pod = Fixtures.injector()
                .inject(pod("files-" + number, SERVER, 8080), Planner.plan(snapshot, "shop", SERVER))
                .pod();
        pod.setStatus(new PodStatusBuilder().withPodIP("10.1.0." + number).build());
        return pod;
    }

    private static PoolView elements(int count) {
        var first = IntStream.rangeClosed(1, Math.min(count, PoolView.MAX_FIRST))
                .mapToObj(n -> new PoolView.Element("0x%08x".formatted(n), "0x1", "10.1.0." + n))
                .toList();
        return new PoolView(count, first);
    }

    @Test
    void healthy() {
        var snapshot = snapshot(List.of(files()), List.of());
        Golden.assertMatches(
                "status-pool-healthy.yaml",
                status(snapshot, files(), elements(2), injected(snapshot, 1), injected(snapshot, 2)));
    }

    @Test
    void rollingOut() {
        var snapshot = snapshot(List.of(files()), List.of());
        Golden.assertMatches(
                "status-pool-rolling-out.yaml",
                status(snapshot, files(), PoolView.EMPTY, injected(snapshot, 1), pod("files-old", SERVER, 8080)));
    }

    @Test
    void conflictEvenBeforeThereIsAnyPod() {
        var younger = pool("shop", "copy", 9, "{selector: {matchLabels: {app: files}}, port: 8080}");
        var snapshot = snapshot(List.of(files(), younger), List.of());
        Golden.assertMatches("status-pool-conflict.yaml", status(snapshot, younger, PoolView.EMPTY));
        assertThat(condition(status(snapshot, files(), PoolView.EMPTY), "Conflict"))
                .isEqualTo("False NoConflict");
    }

    @Test
    void whoseHandleIsTakenHasNoElements() {
        var younger = pool("shop", "copy", 9, "{selector: {matchLabels: {app: copy}}, port: 8080, handle: files}");
        var status = status(snapshot(List.of(files(), younger), List.of()), younger, elements(1));
        assertThat(status.registered()).isZero();
        assertThat(condition(status, "Conflict")).isEqualTo("True HandleTaken");
    }

    @Test
    void aHandleThatIsNotGrantedIsToldAndThePoolIsRegisteredAllTheSame() {
        var pool = pool("shop", "files", 0, "{selector: {matchLabels: {app: files}}, port: 8080, handle: EchoPool}");
        var snapshot = snapshot(List.of(pool), List.of());
        var status = status(snapshot, pool, elements(1), injected(snapshot, 1));
        assertThat(status.handle()).isEqualTo("shop/EchoPool");
        assertThat(condition(status, "Ready")).isEqualTo("True ElementsRegistered");
        assertThat(condition(status, "HandleGranted")).isEqualTo("False HandleNotGranted");
        assertThat(Objects.requireNonNull(status.conditions())).anyMatch(c -> c.getMessage()
                .equals(
                        "pool handle \"EchoPool\" needs a grant of OperationScope rserpool-system/default, whose owner must"
                                + " write \"handles: [{handle: EchoPool, namespaces: [shop]}]\" into its spec; until then the pool's"
                                + " handle is \"shop/EchoPool\""));

        var granting = List.of(scope("default", "{handles: [{handle: EchoPool, namespaces: [shop]}]}"));
        var granted = status(snapshot(List.of(pool), List.of(), granting), pool, elements(1));
        assertThat(granted.handle()).isEqualTo("EchoPool");
        assertThat(condition(granted, "HandleGranted")).isEqualTo("True HandleGranted");
    }

    @Test
    void withoutScopeRegistrarsOrPods() {
        var snapshot = snapshot(List.of(files()), List.of());
        assertThat(condition(status(snapshot, files(), null), "Ready")).isEqualTo("False RegistrarsNotReached");
        assertThat(condition(status(snapshot, files(), PoolView.EMPTY), "Ready"))
                .isEqualTo("False NoPods");
        assertThat(condition(status(snapshot, files(), PoolView.EMPTY, injected(snapshot, 1)), "Ready"))
                .isEqualTo("False NoElements");
        var lost = snapshot(List.of(files()), List.of(), List.of());
        assertThat(condition(status(lost, files(), null), "ScopeResolved")).isEqualTo("False ScopeNotFound");
        assertThat(condition(status(lost, files(), null), "Ready")).isEqualTo("False ScopeNotFound");
    }

    @Test
    void theListOfElementsIsBounded() {
        var status = status(snapshot(List.of(files()), List.of()), files(), elements(200));
        assertThat(status.registered()).isEqualTo(200);
        assertThat(status.members()).hasSize(PoolView.MAX_FIRST);
    }

    private static String condition(PoolStatus status, String type) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(c -> c.getType().equals(type))
                .map(c -> c.getStatus() + " " + c.getReason())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPoolWithoutPodsHasNoneTakenFromIt() {
        var part = pool("shop", "part", 9, "{selector: {matchLabels: {app: files, part: a}}, port: 8080}");
        var snapshot = snapshot(List.of(files(), part), List.of());
        assertThat(condition(status(snapshot, part, PoolView.EMPTY), "Ready")).isEqualTo("False NoPods");
        assertThat(condition(status(snapshot, part, PoolView.EMPTY), "Conflict"))
                .isEqualTo("False NoConflict");
        var labels = Map.of("app", "files", "part", "a");
        assertThat(condition(status(snapshot, part, PoolView.EMPTY, pod("a-0", labels, 8080)), "Conflict"))
                .isEqualTo("True PodsTaken");
    }

    @Test
    void podsThatAreNotRegisteredAreNamedWithTheirReason() {
        var snapshot = snapshot(List.of(files()), List.of());
        var silent = List.of(new Report("files-2", "files", "nobody listens on port 8080"));
        var some = status(snapshot, files(), elements(1), silent, injected(snapshot, 1), injected(snapshot, 2));
        assertThat(some.elements()).isEqualTo("1/2");
        assertThat(condition(some, "Ready")).isEqualTo("True ElementsRegistered");
        assertThat(message(some, "Ready")).endsWith("not registered: files-2: nobody listens on port 8080");
        var none = status(snapshot, files(), PoolView.EMPTY, silent, injected(snapshot, 2));
        assertThat(message(none, "Ready"))
                .endsWith("none of 1 pods is registered: files-2: nobody listens on port 8080");
    }

    @Test
    void podsOutsideCount() {
        var snapshot = snapshot(List.of(files()), List.of());
        var status = status(
                snapshot,
                files(),
                elements(1),
                injected(snapshot, 1),
                pod("files-a", SERVER, 8080),
                pod("files-b", SERVER, 8080));
        assertThat(status.elements()).isEqualTo("1/3");
        assertThat(message(status, "Ready")).contains("2 of 3 pods are outside");
    }

    @Test
    void elementsOfPodsThatGoDoNotCount() {
        assertThat(elements(3).without(java.util.Set.of("10.1.0.2", "10.9.9.9")).registered())
                .isEqualTo(2);
    }

    @Test
    void sidecarsThatDoNotStartAreTold() {
        var snapshot = snapshot(List.of(files()), List.of());
        var pod = injected(snapshot, 1);
        pod.getStatus()
                .setInitContainerStatuses(List.of(new ContainerStatusBuilder()
                        .withName("rserpool-pe")
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ImagePullBackOff")
                        .withMessage("Back-off pulling image nowhere/x:1")
                        .endWaiting()
                        .endState()
                        .build()));
        var status = status(snapshot, files(), PoolView.EMPTY, pod);
        assertThat(condition(status, "Injected")).isEqualTo("False SidecarsFailing");
        assertThat(message(status, "Injected"))
                .contains("rserpool-pe: ImagePullBackOff: Back-off pulling image nowhere/x:1");
    }

    private static String message(PoolStatus status, String type) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(c -> c.getType().equals(type))
                .map(c -> c.getMessage())
                .findFirst()
                .orElseThrow();
    }
}
