package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Never worse than without us: whatever of ours is missing, a client reaches its Service as it would without a sidecar, the condition
 * {@code Protected} says so, and says {@code True} again when it is repaired.
 */
@Tag("kind")
@Order(10)
@ExtendWith(OnKind.class)
class FallbackIT {
    private static final String NAMESPACE = "fallback";
    private static final String POOL = "echo";
    private static final String USER = "asker";

    /** From SIGKILL of a sidecar until clients are served again: the kubelet notices it, and starts it at once if it is the first time. */
    private static final Duration RESTART = Duration.ofSeconds(5);

    private static Prober prober;

    private final KindSystem system;
    private final Conditions conditions;
    private Instant since = Instant.EPOCH;

    FallbackIT(KindSystem system) {
        this.system = system;
        this.conditions = new Conditions(system, NAMESPACE);
    }

    @BeforeAll
    static void aProtectedClient(KindSystem system) {
        system.createNamespace(NAMESPACE);
        system.apply(NAMESPACE, Workloads.servers(POOL, 2));
        system.apply(NAMESPACE, Workloads.service(POOL, "web"));
        system.apply(NAMESPACE, Workloads.pool(POOL, 8080));
        var conditions = new Conditions(system, NAMESPACE);
        conditions.awaitTrue("Pool", POOL, "Ready", KindSystem.ROLLOUT);
        system.awaitRollouts(NAMESPACE);
        system.apply(NAMESPACE, Workloads.poolUser(USER, POOL));
        awaitSeen(conditions);
        prober = Prober.start(system, NAMESPACE, USER, USER, Prober.echo("echo:80"));
    }

    /** The webhook knows a PoolUser as soon as the operator does, which then says something about it. */
    private static void awaitSeen(Conditions conditions) {
        await().atMost(KindSystem.NOTICE)
                .until(() -> !conditions.all("PoolUser", USER).isEmpty());
    }

    @BeforeEach
    void allIsWell() {
        awaitProtected();
        system.awaitRollouts(NAMESPACE);
        assertThat(InjectionIT.hasSidecar(pod(USER), "rserpool-pu")).isTrue();
        since = Instant.now();
    }

    @AfterEach
    void allIsWellAgain() {
        awaitProtected();
    }

    /** Proves that without the operator sessions go on, and pods that are made then, without sidecars, are clients and servers as any. */
    @Test
    void withoutOperator() {
        system.withoutOperator(() -> {
            var plain = newProber("made-without-operator");
            assertThat(InjectionIT.hasSidecar(pod(plain.pod()), "rserpool-pu")).isFalse();
            system.client()
                    .apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName(POOL)
                    .rolling()
                    .restart();
            system.awaitRollouts(NAMESPACE);
            prober.awaitAttempts();
            prober.assertUnharmed(since);
            plain.assertUnharmed(since);
        });
        awaitProtected();
        prober.assertUnharmed(since);
    }

    /** Proves that pods are made while the webhook cannot be asked, and are served. */
    @Test
    void withoutWebhook() {
        system.client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("rserpool-" + KindSystem.OPERATOR_NAMESPACE)
                .delete();
        try {
            var plain = newProber("made-without-webhook");
            assertThat(InjectionIT.hasSidecar(pod(plain.pod()), "rserpool-pu")).isFalse();
            plain.awaitAttempts();
            plain.assertUnharmed(since);
        } finally {
            system.installChart();
        }
        prober.assertUnharmed(since);
    }

    /** Proves that a client goes to the Service when all registrars are gone, and back to the elements when they are there again. */
    @Test
    void withoutRegistrars() {
        system.withoutOperator(() -> {
            var registrars = system.client()
                    .apps()
                    .statefulSets()
                    .inNamespace(KindSystem.OPERATOR_NAMESPACE)
                    .withName("rserpool-registrars");
            registrars.scale(0);
            await().atMost(KindSystem.ROLLOUT)
                    .until(() -> system.registrars().pods().isEmpty());
            var fresh = newProber("made-without-operator");
            prober.awaitAttempts();
            prober.assertUnharmed(since);
            fresh.assertUnharmed(since);
        });
        awaitProtected();
        prober.assertUnharmed(since);
    }

    /** Proves that the deletion of a Pool harms no client of it, and that the condition names what is missing. */
    @Test
    void withoutPool() {
        system.client()
                .resource(Workloads.pool(POOL, 8080))
                .inNamespace(NAMESPACE)
                .delete();
        conditions.awaitFalse("PoolUser", USER, "Protected", "FallbackToService", KindSystem.ROLLOUT);
        assertThat(conditions.of("PoolUser", USER, "PoolsResolved"))
                .returns("PoolNotFound", Conditions.Condition::reason)
                .matches(condition -> condition.message().contains(POOL));
        system.awaitRollouts(NAMESPACE);
        prober.awaitAttempts();
        prober.assertUnharmed(since);

        system.apply(NAMESPACE, Workloads.pool(POOL, 8080));
        awaitProtected();
        prober.assertUnharmed(since);
    }

    /** Proves that a pool whose selector matches nothing is one without elements: its clients reach the Service. */
    @Test
    void poolOfNothing() {
        system.apply(NAMESPACE, Workloads.pool(POOL, 8080).replace("{app: echo}", "{app: nobody}"));
        conditions.awaitFalse("PoolUser", USER, "Protected", "FallbackToService", KindSystem.NOTICE);
        conditions.awaitFalse("Pool", POOL, "Ready", "NoPods", KindSystem.NOTICE);
        prober.awaitAttempts();
        prober.assertUnharmed(since);

        system.apply(NAMESPACE, Workloads.pool(POOL, 8080));
        awaitProtected();
        prober.assertUnharmed(since);
    }

    /** Proves that servers that no health check finds healthy are reached by the Service, which asks its own probes. */
    @Test
    void noElementIsHealthy() {
        system.apply(
                NAMESPACE, Workloads.pool(POOL, 8080) + "  health: {type: http, path: /healthz, timeout: 500ms}\n");
        conditions.awaitFalse("PoolUser", USER, "Protected", "FallbackToService", KindSystem.NOTICE);
        prober.awaitAttempts();
        prober.assertUnharmed(since);

        system.apply(NAMESPACE, Workloads.pool(POOL, 8080) + "  health: {type: tcp}\n");
        awaitProtected();
        prober.assertUnharmed(since);
    }

    /** Proves that a killed pu-sidecar is back within seconds; only in these are clients of its pod refused. */
    @Test
    void killedPuSidecar() {
        system.cluster().killContainer(pod(USER), "rserpool-pu");
        await().atMost(KindSystem.NOTICE).until(() -> !pod(USER)
                .getStatus()
                .getInitContainerStatuses()
                .getFirst()
                .getRestartCount()
                .equals(0));
        prober.awaitAttempts();
        assertThat(prober.outage(since)).as("outage").isLessThan(RESTART);
        prober.assertUnharmed(since.plus(RESTART));
    }

    /**
     * Proves that clients are back within seconds when all pe-sidecars of a pool are killed at once. Meanwhile there is no element, and the
     * Service has no endpoint either: for the kubelet a pod whose sidecar does not run is not ready, whatever its probes say.
     */
    @Test
    void killedPeSidecars() {
        system.pods(NAMESPACE, POOL).forEach(pod -> system.cluster().killContainer(pod, "rserpool-pe"));
        prober.awaitAttempts();
        awaitProtected();
        assertThat(prober.outage(since)).as("outage").isLessThan(RESTART);
        prober.assertUnharmed(since.plus(RESTART));
    }

    private Prober newProber(String name) {
        return Prober.start(system, NAMESPACE, name, USER, Prober.echo("echo:80"));
    }

    private void awaitProtected() {
        for (var plain : List.of("made-without-operator", "made-without-webhook")) {
            system.client()
                    .pods()
                    .inNamespace(NAMESPACE)
                    .withName(plain)
                    .withGracePeriod(0)
                    .delete();
        }
        conditions.awaitTrue("PoolUser", USER, "Protected", KindSystem.ROLLOUT.dividedBy(2));
        conditions.awaitTrue("Pool", POOL, "Ready", KindSystem.ROLLOUT);
    }

    private Pod pod(String name) {
        return system.client().pods().inNamespace(NAMESPACE).withName(name).get();
    }
}
