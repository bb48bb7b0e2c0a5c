package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator converges from whatever it finds: it goes in the middle of each step, and comes back; no client is harmed meanwhile. */
@Tag("kind")
@Order(80)
@ExtendWith(OnKind.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AbsenceIT {
    private static final String NAMESPACE = "absence";
    private static final String POOL = "absent";
    private static final String USER = "absent-user";
    private static final int SERVERS = 3;

    private static Prober prober;

    private final KindSystem system;
    private final Conditions conditions;

    AbsenceIT(KindSystem system) {
        this.system = system;
        this.conditions = new Conditions(system, NAMESPACE);
    }

    @BeforeAll
    static void aPool(KindSystem system) {
        system.createNamespace(NAMESPACE);
        system.apply(NAMESPACE, Workloads.service(POOL, "web"));
        system.apply(NAMESPACE, Workloads.servers(POOL, SERVERS));
        system.apply(NAMESPACE, Workloads.deployment(USER, 1, "sleep 1000000"));
        system.awaitRollouts(NAMESPACE);
        prober = Prober.start(system, NAMESPACE, "plain", "plain", Prober.echo("absent:80"));
        system.apply(NAMESPACE, Workloads.pool(POOL, 8080));
        system.apply(NAMESPACE, Workloads.poolUser(USER, POOL));
        new AbsenceIT(system).awaitConverged();
    }

    private boolean hasAll(String app, String sidecar) {
        var pods = system.pods(NAMESPACE, app);
        return !pods.isEmpty() && pods.stream().allMatch((Pod pod) -> InjectionIT.hasSidecar(pod, sidecar));
    }

    private boolean hasNone(String app) {
        return system.pods(NAMESPACE, app).stream()
                .allMatch(pod -> pod.getSpec().getInitContainers().isEmpty());
    }

    private void awaitConverged() {
        await().atMost(KindSystem.ROLLOUT).untilAsserted(() -> {
            assertThat(hasAll(POOL, "rserpool-pe")).isTrue();
            assertThat(hasAll(USER, "rserpool-pu")).isTrue();
            assertThat(conditions.status("Pool", POOL).path("elements").asText())
                    .isEqualTo(SERVERS + "/" + SERVERS);
            assertThat(conditions.of("Pool", POOL, "Injected").status()).isEqualTo("True");
            assertThat(conditions.of("PoolUser", USER, "Ready").status()).isEqualTo("True");
        });
    }

    private RollableScalableResource<Deployment> deployment(String name) {
        return system.client().apps().deployments().inNamespace(NAMESPACE).withName(name);
    }

    private void restart(String deployment) {
        deployment(deployment).rolling().restart();
    }

    /** Proves that pods that are made after an uninstallation have no sidecars, serve all the same, and get them with the next installation. */
    @Test
    @Order(1)
    void uninstalledAndInstalledAgain() {
        var since = Instant.now();
        system.uninstallChart();
        restart(POOL);
        restart(USER);
        system.awaitRollouts(NAMESPACE);
        assertThat(hasNone(POOL)).isTrue();
        assertThat(hasNone(USER)).isTrue();
        system.installChart();
        awaitConverged();
        prober.assertUnharmed(since);
    }

    /** Proves that a roll-out that was half done when the operator went is brought to its end. */
    @Test
    @Order(2)
    void goneInTheMiddleOfARollout() {
        var since = Instant.now();
        system.apply(NAMESPACE, Workloads.pool(POOL, 8080).replace("drainTimeout: 2s", "drainTimeout: 3s"));
        await().atMost(KindSystem.NOTICE)
                .until(() -> system.pods(NAMESPACE, POOL).size() > SERVERS);
        // Else it could be at its end before the operator has gone.
        deployment(POOL).rolling().pause();
        system.withoutOperator(() -> {
            deployment(POOL).rolling().resume();
            system.awaitRollouts(NAMESPACE);
            assertThat(hasAll(POOL, "rserpool-pe"))
                    .as("the rest was made without")
                    .isFalse();
        });
        awaitConverged();
        prober.assertUnharmed(since);
    }

    /** Proves that what was deleted in the operator's absence is taken back when it returns. */
    @Test
    @Order(3)
    void resourcesDeletedMeanwhile() {
        var since = Instant.now();
        system.withoutOperator(() -> {
            system.client()
                    .resource(Workloads.poolUser(USER, POOL))
                    .inNamespace(NAMESPACE)
                    .delete();
            system.client()
                    .resource(Workloads.pool(POOL, 8080))
                    .inNamespace(NAMESPACE)
                    .delete();
        });
        await().atMost(KindSystem.ROLLOUT).until(() -> hasNone(POOL) && hasNone(USER));
        system.awaitRollouts(NAMESPACE);
        prober.assertUnharmed(since);
    }
}
