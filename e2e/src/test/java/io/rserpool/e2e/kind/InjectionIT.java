package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workloads that exist get their sidecars, in namespaces that enforce the restricted Pod Security Standard. */
@Tag("kind")
@Order(1)
@ExtendWith(OnKind.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InjectionIT {
    @BeforeAll
    static void workloadsThatWereThereBefore(KindSystem system) {
        system.applyWorkloads(KindSystem.EXAMPLE);
    }

    /** Proves that pool.yaml makes the operator replace existing pods, one after the other, by injected ones. */
    @Test
    @Order(1)
    void aRollingRestartInjectsTheSidecars(KindSystem system) {
        var before = names(system);
        assertThat(system.pods(KindSystem.EXAMPLE, KindSystem.POOL)).noneMatch(pod -> hasSidecar(pod, "rserpool-pe"));

        system.applyExample(KindSystem.EXAMPLE, "pool.yaml");

        await().atMost(KindSystem.ROLLOUT).untilAsserted(() -> {
            assertThat(system.pods(KindSystem.EXAMPLE, KindSystem.POOL))
                    .hasSize(KindSystem.SERVERS)
                    .allMatch(pod -> hasSidecar(pod, "rserpool-pe"));
            assertThat(system.pods(KindSystem.EXAMPLE, "client"))
                    .isNotEmpty()
                    .allMatch(pod -> hasSidecar(pod, "rserpool-pu"));
        });
        system.awaitRollouts(KindSystem.EXAMPLE);
        assertThat(names(system)).doesNotContainAnyElementsOf(before);
    }

    /** Proves that each of the three registrars knows each server, and that their copies have one checksum. */
    @Test
    @Order(2)
    void allRegistrarsHaveTheSameElements(KindSystem system) {
        system.awaitAgreement();
    }

    /** Proves that a new pod of a pool is registered, and a removed one is not: no restart is needed for that. */
    @Test
    @Order(3)
    void scalingChangesThePool(KindSystem system) {
        scale(system, KindSystem.SERVERS - 1);
        await().atMost(KindSystem.NOTICE).untilAsserted(() -> assertThat(
                        system.registrars().copies())
                .hasSize(3)
                .allSatisfy(copy -> assertThat(copy.elements(KindSystem.HANDLE)).hasSize(KindSystem.SERVERS - 1)));
        scale(system, KindSystem.SERVERS);
        system.awaitRollouts(KindSystem.EXAMPLE);
        system.awaitAgreement();
    }

    /** Proves that the client, without any change, gets from the pool what it got from the servers. */
    @Test
    @Order(4)
    void theClientGetsEveryByte(KindSystem system) {
        var client = system.exampleClient();
        int download = client.awaitNewDownload(20);
        await().atMost(KindSystem.NOTICE).until(() -> system.servingPod().isPresent());
        assertThat(client.isRunning(download))
                .as("it goes through a pe-sidecar")
                .isTrue();
        client.awaitSuccess(download);
        client.assertNeverBroken();
    }

    private static void scale(KindSystem system, int replicas) {
        system.client()
                .apps()
                .deployments()
                .inNamespace(KindSystem.EXAMPLE)
                .withName(KindSystem.POOL)
                .scale(replicas);
    }

    private static Set<String> names(KindSystem system) {
        return system.client().pods().inNamespace(KindSystem.EXAMPLE).list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    static boolean hasSidecar(Pod pod, String name) {
        return pod.getSpec().getInitContainers().stream()
                .map(Container::getName)
                .anyMatch(name::equals);
    }
}
