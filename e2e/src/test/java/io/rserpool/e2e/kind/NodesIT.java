package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** More than one node: one is drained, one vanishes, and the sessions of the pods on the other one go on. */
@Tag("kind")
@Order(0)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodesIT {
    private static final String NAMESPACE = "nodes";
    private static final String POOL = "echo";
    private static final int SERVERS = 4;
    private static final int LINES = 30;
    private static final Duration SESSION = Duration.ofSeconds(3);

    /** Registrars find an element dead within a second or two (docs/bounds.md); the operator looks at them every few seconds, the one that takes over after its lease. */
    private static final Duration NOTICED = Duration.ofMinutes(1);

    private static Path logs;
    private static KindSystem system;
    private static List<String> workers;

    /** What an attempt may take longer while all that was on a node starts again at once, on the processors that the nodes of this machine share. */
    private static final Duration BUSY = Duration.ofSeconds(1);

    /** Clients on the second worker. */
    private static Prober prober;

    private static Prober sessions;

    @BeforeAll
    static void threeNodes() throws IOException {
        logs = Files.createDirectories(LocalSystem.project().resolve("e2e/target/logs/nodes"));
        system = KindSystem.start(KindProgram.threeNodes(logs), logs);
        workers = system.cluster().workers();
        system.createNamespace(NAMESPACE);
        system.apply(NAMESPACE, Workloads.pool(POOL, 8080));
        system.apply(NAMESPACE, Workloads.service(POOL, "web"));
        system.apply(NAMESPACE, Workloads.poolUser("asker", POOL) + "      failover: replay\n");
        var conditions = new Conditions(system, NAMESPACE);
        await().atMost(NOTICED).until(() -> !conditions.all("PoolUser", "asker").isEmpty());
        system.apply(NAMESPACE, Workloads.servers(POOL, SERVERS));
        conditions.awaitTrue("Pool", POOL, "Ready", KindSystem.ROLLOUT);
        system.cluster().kubectl("cordon", workers.getFirst());
        prober = Prober.start(system, NAMESPACE, "asker", "asker", Prober.echo("echo:80"));
        sessions = Prober.start(system, NAMESPACE, "sessions", "asker", Prober.sessions("echo:80", LINES));
        system.cluster().kubectl("uncordon", workers.getFirst());
    }

    @AfterAll
    static void remove() {
        if (system != null) {
            ClusterLogs.write(system.client(), logs.resolve("end"));
            system.close();
        }
    }

    /** Proves that no node has all registrars, or all replicas of the operator. */
    @Test
    @Order(1)
    void nothingIsOnOneNodeOnly() {
        assertThat(nodes(system.registrars().pods())).containsExactlyInAnyOrderElementsOf(workers);
        assertThat(nodes(system.operatorPods().list().getItems())).containsExactlyInAnyOrderElementsOf(workers);
        assertThat(nodes(servers())).containsExactlyInAnyOrderElementsOf(workers);
    }

    /** Proves that {@code kubectl drain} ends, in order, and harms no client: registrars, operator and elements of the node move. */
    @Test
    @Order(2)
    void aNodeIsDrained() {
        var since = Instant.now();
        system.cluster()
                .kubectl(
                        "drain", workers.getFirst(), "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=240s");
        await().atMost(KindSystem.ROLLOUT).untilAsserted(() -> {
            assertThat(registered()).isEqualTo(SERVERS);
            assertThat(nodes(servers())).containsExactly(workers.getLast());
            assertThat(system.registrars().copies()).hasSize(3);
        });
        system.cluster().kubectl("uncordon", workers.getFirst());
        assertUnharmed(since);
    }

    /** Proves that a node that vanishes takes no session with it, that its elements leave the pool, and that they are back when it is. */
    @Test
    @Order(3)
    void aNodeVanishes() {
        spread();
        var since = Instant.now();
        var lost = (int) servers().stream().filter(this::isOnFirst).count();
        assertThat(lost).isPositive();
        system.cluster().pause(workers.getFirst());
        try {
            await().atMost(NOTICED).untilAsserted(() -> {
                assertThat(registered()).isEqualTo(SERVERS - lost);
                assertThat(system.registrars().copies()).isNotEmpty().allSatisfy(copy -> assertThat(
                                copy.addresses(NAMESPACE + "/" + POOL))
                        .hasSize(SERVERS - lost));
            });
            sessions.awaitAttempts(2);
        } finally {
            system.cluster().resume(workers.getFirst());
        }
        await().atMost(KindSystem.ROLLOUT).until(() -> registered() == SERVERS);
        assertUnharmed(since);
    }

    /** Puts what the drained node had back on it: nothing goes there by itself. */
    private void spread() {
        system.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(POOL)
                .rolling()
                .restart();
        system.client()
                .apps()
                .deployments()
                .inNamespace(KindSystem.OPERATOR_NAMESPACE)
                .withName("rserpool-operator")
                .rolling()
                .restart();
        for (var registrar : system.registrars().pods().subList(0, 2)) {
            system.client().resource(registrar).delete();
            await().atMost(KindSystem.ROLLOUT)
                    .until(() -> system.registrars().copies().size() == 3);
        }
        system.awaitRollouts(NAMESPACE);
        system.awaitRollouts(KindSystem.OPERATOR_NAMESPACE);
        await().atMost(KindSystem.ROLLOUT).until(() -> registered() == SERVERS);
    }

    private static void assertUnharmed(Instant since) {
        sessions.awaitAttempts(1);
        prober.assertUnharmed(since, BUSY);
        sessions.assertUnharmed(since, SESSION.plus(BUSY));
    }

    private static int registered() {
        return new Conditions(system, NAMESPACE)
                .status("Pool", POOL)
                .path("registered")
                .asInt();
    }

    private static List<Pod> servers() {
        return system.pods(NAMESPACE, POOL);
    }

    private boolean isOnFirst(Pod pod) {
        return pod.getSpec().getNodeName().equals(workers.getFirst());
    }

    private static Set<String> nodes(List<Pod> pods) {
        return pods.stream().map(pod -> pod.getSpec().getNodeName()).collect(Collectors.toSet());
    }
}
