package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client's TCP session goes on, byte for byte, whatever dies behind it. */
@Tag("kind")
@Order(2)
@ExtendWith(OnKind.class)
class SurvivalIT {
    private final KindSystem system;

    SurvivalIT(KindSystem system) {
        this.system = system;
    }

    @BeforeEach
    void aWholePool() {
        system.awaitRollouts(KindSystem.EXAMPLE);
        system.awaitAgreement();
    }

    /** Proves that the session survives SIGKILL of the server's process. */
    @Test
    void killedServerProcess() {
        disturb(serving -> system.cluster().killContainer(serving, containerOf(serving)));
    }

    /** Proves that the session survives the loss of the whole pod: server and pe-sidecar at once, without a farewell. */
    @Test
    void forciblyDeletedPod() {
        disturb(serving -> system.client().resource(serving).withGracePeriod(0).delete());
    }

    /** Proves that registrars may die while sessions run: elements and users find another one, and failover still works. */
    @Test
    void deadRegistrar() {
        disturb(serving -> {
            var home = system.registrars()
                    .homeOf(KindSystem.HANDLE, serving.getStatus().getPodIP())
                    .orElseThrow();
            system.client()
                    .pods()
                    .inNamespace(KindSystem.OPERATOR_NAMESPACE)
                    .withName(home.pod())
                    .withGracePeriod(0)
                    .delete();
            system.cluster().killContainer(serving, containerOf(serving));
        });
        system.awaitAgreement();
        assertThat(system.registrars().copies().stream()
                        .flatMap(copy -> copy.elements(KindSystem.HANDLE).stream())
                        .map(element -> element.path("home").asText())
                        .toList())
                .as("every element has a living home registrar")
                .isSubsetOf(system.registrars().copies().stream()
                        .map(Registrars.Copy::serverId)
                        .toList());
    }

    /** Proves that a session survives one death after the other, each of the element that serves it then. */
    @Test
    void oneDeathAfterTheOther() {
        var client = system.exampleClient();
        long failovers = system.failovers();
        int download = client.awaitNewDownload(20);
        for (int percent = 20; percent <= 60; percent += 20) {
            client.awaitProgress(download, percent);
            var serving = serving();
            system.cluster().killContainer(serving, containerOf(serving));
            awaitAnotherThan(serving);
        }
        assertThat(client.isRunning(download)).as("killed in mid-transfer").isTrue();
        client.awaitSuccess(download);
        client.assertNeverBroken();
        assertThat(system.failovers() - failovers).as("failovers").isGreaterThanOrEqualTo(3);
    }

    private void disturb(Consumer<Pod> death) {
        var client = system.exampleClient();
        long failovers = system.failovers();
        int download = client.awaitNewDownload(20);
        death.accept(serving());
        assertThat(client.isRunning(download)).as("killed in mid-transfer").isTrue();
        client.awaitSuccess(download);
        client.assertNeverBroken();
        assertThat(system.failovers() - failovers).as("failovers").isPositive();
    }

    private Pod serving() {
        return await().atMost(KindSystem.NOTICE)
                .until(system::servingPod, Optional::isPresent)
                .orElseThrow();
    }

    private void awaitAnotherThan(Pod dead) {
        await().atMost(KindSystem.NOTICE).until(() -> system.servingPod()
                .filter(pod ->
                        !pod.getMetadata().getUid().equals(dead.getMetadata().getUid()))
                .isPresent());
    }

    private static String containerOf(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getName();
    }
}
