package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** A scope whose images cannot be had: its pods are served as if there was no scope. */
@Tag("kind")
@Order(13)
@ExtendWith(OnKind.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokenScopeIT {
    private static final String NAMESPACE = "broken";
    private static final String POOL = "echo";
    private static final String USER = "asker";
    private static final String STRICT = "strict";

    private static final String SCOPE = """
            apiVersion: rserpool.io/v1alpha1
            kind: OperationScope
            metadata:
              name: broken
            spec:
              registrars: {replicas: 1%s}
              sidecars: {resources: {requests: {cpu: 10m}}%s}
            """;

    private static final String NO_REGISTRARS = SCOPE.formatted(", image: nowhere.invalid/registrar:1", "");
    private static final String NO_SIDECARS = SCOPE.formatted("", ", poolUserImage: nowhere.invalid/pu-sidecar:1");
    private static final String WHOLE = SCOPE.formatted("", "");

    private final KindSystem system;
    private final Conditions conditions;

    BrokenScopeIT(KindSystem system) {
        this.system = system;
        this.conditions = new Conditions(system, NAMESPACE);
    }

    @BeforeAll
    static void aScopeWithoutRegistrars(KindSystem system) {
        system.createNamespace(NAMESPACE);
        system.grantScopes(NAMESPACE);
        system.apply(NAMESPACE, NO_REGISTRARS);
        system.apply(NAMESPACE, Workloads.pool(POOL, 8080) + "  scope: {name: broken, namespace: broken}\n");
        system.apply(NAMESPACE, Workloads.service(POOL, "8080"));
        system.apply(NAMESPACE, Workloads.poolUser(USER, POOL));
        system.apply(NAMESPACE, Workloads.poolUser(STRICT, POOL) + "      fallback: none\n      failoverTimeout: 2s\n");
        var conditions = new Conditions(system, NAMESPACE);
        for (var user : List.of(USER, STRICT)) {
            await().atMost(KindSystem.NOTICE)
                    .until(() -> !conditions.all("PoolUser", user).isEmpty());
        }
        system.apply(NAMESPACE, Workloads.servers(POOL, 2));
        system.apply(NAMESPACE, Workloads.deployment(USER, 1, Prober.echo("echo:80")));
        system.apply(NAMESPACE, Workloads.deployment(STRICT, 1, Prober.echo("echo:80")));
        system.awaitRollouts(NAMESPACE);
    }

    /**
     * Proves that pods with sidecars start, are ready and are served while no registrar was ever seen; that {@code fallback: none} refuses
     * instead; and that both reach the elements when there are registrars.
     */
    @Test
    @Order(1)
    void withoutRegistrars() {
        var since = Instant.now();
        var prober = prober(USER);
        var strict = prober(STRICT);
        prober.awaitAttempts();
        prober.assertUnharmed(since);
        await().atMost(KindSystem.NOTICE).until(() -> !strict.attempts(since).isEmpty());
        assertThat(strict.attempts(since)).noneMatch(Prober.Attempt::succeeded);
        conditions.awaitFalse("PoolUser", USER, "Protected", "FallbackToService", KindSystem.NOTICE);
        // Nothing of it goes past the pool.
        conditions.awaitFalse("PoolUser", STRICT, "Protected", "ConnectionsRefused", KindSystem.NOTICE);

        system.apply(NAMESPACE, WHOLE);
        conditions.awaitTrue("PoolUser", USER, "Protected", KindSystem.ROLLOUT);
        conditions.awaitTrue("PoolUser", STRICT, "Protected", KindSystem.ROLLOUT);
        var repaired = Instant.now();
        strict.awaitAttempts();
        strict.assertUnharmed(repaired);
        prober.assertUnharmed(since);
    }

    /** Proves that a sidecar's image that cannot be had stops a roll-out, whose old pods go on, and that a correction lets it go on. */
    @Test
    @Order(2)
    void withoutTheSidecarsImage() {
        var since = Instant.now();
        var prober = prober(USER);
        system.apply(NAMESPACE, NO_SIDECARS);
        awaitSidecarsWithoutImage();
        // Once: as long as a pod waits for the image others start without sidecars, and no roll-out would stop.
        restartUser();
        await().atMost(KindSystem.ROLLOUT)
                .until(() -> system.pods(NAMESPACE, USER).stream().anyMatch(BrokenScopeIT::hasNoImage));
        prober.awaitAttempts();
        prober.assertUnharmed(since);
        conditions.awaitFalse("PoolUser", USER, "Injected", "SidecarsFailing", KindSystem.NOTICE);
        aNewPodStartsWithoutSidecars();

        system.apply(NAMESPACE, WHOLE);
        await().atMost(KindSystem.ROLLOUT)
                .pollInterval(KindSystem.NOTICE.dividedBy(30))
                .until(() -> {
                    restartUser();
                    return system.pods(NAMESPACE, USER).stream().noneMatch(BrokenScopeIT::hasNoImage);
                });
        system.awaitRollouts(NAMESPACE);
        conditions.awaitTrue("PoolUser", USER, "Protected", KindSystem.ROLLOUT);
    }

    private void restartUser() {
        system.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(USER)
                .rolling()
                .restart();
    }

    /** Waits until every replica of the webhook has the new image: what it would do is asked some times. */
    private void awaitSidecarsWithoutImage() {
        await().atMost(KindSystem.NOTICE).until(() -> IntStream.range(0, 2 * 4)
                .allMatch(i -> hasNoImage(userPod("rehearsal-" + i).dryRun(true).create())));
    }

    private Resource<Pod> userPod(String name) {
        var template = system.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(USER)
                .get()
                .getSpec()
                .getTemplate();
        return system.client()
                .pods()
                .inNamespace(NAMESPACE)
                .resource(new PodBuilder()
                        .withMetadata(template.getMetadata())
                        .editMetadata()
                        .withName(name)
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build());
    }

    private void aNewPodStartsWithoutSidecars() {
        var late = userPod("late").create();
        var there = system.client().resource(late);
        there.waitUntilReady(KindSystem.ROLLOUT.toSeconds(), TimeUnit.SECONDS);
        assertThat(late.getSpec().getInitContainers()).isEmpty();
        there.withGracePeriod(0).delete();
    }

    private static boolean hasNoImage(Pod pod) {
        return pod.getSpec().getInitContainers().stream()
                .anyMatch(container -> container.getImage().startsWith("nowhere"));
    }

    private Prober prober(String app) {
        var pod = system.pods(NAMESPACE, app).stream()
                .filter(Readiness::isPodReady)
                .findFirst()
                .orElseThrow();
        return Prober.in(system, NAMESPACE, pod.getMetadata().getName());
    }
}
