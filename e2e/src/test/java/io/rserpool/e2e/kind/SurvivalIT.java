package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
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
    private static final Duration TRANSFER = Duration.ofMinutes(3);

    /** A download takes about this many tenths of a second, at least. */
    private static final long CHUNKS = 80;

    private static String expected = "";
    private static long size;

    private final KindSystem system;

    SurvivalIT(KindSystem system) {
        this.system = system;
    }

    /** What the servers send without any pooling: the client asks each of them directly. */
    @BeforeAll
    static void askTheServersThemselves(KindSystem system) {
        var digests = system.pods(KindSystem.EXAMPLE, KindSystem.POOL).stream()
                .map(pod -> pod.getStatus().getPodIP())
                .map(address -> {
                    try (var direct = system.download(address + ":8080", 64_000_000)) {
                        var digest = direct.digest(TRANSFER);
                        size = direct.received();
                        return digest;
                    }
                })
                .collect(Collectors.toSet());
        assertThat(digests).hasSize(1);
        assertThat(size).isGreaterThan(20_000_000);
        expected = digests.iterator().next();
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
                    .homeOf(KindSystem.POOL, serving.getStatus().getPodIP())
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
                        .flatMap(copy -> copy.elements(KindSystem.POOL).stream())
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
        try (var transfer = system.download("files:8080", size / (2 * CHUNKS))) {
            for (int part = 1; part <= 3; part++) {
                var serving = servingAfter(transfer, part * size / 5);
                system.cluster().killContainer(serving, containerOf(serving));
                awaitAnotherThan(serving);
            }
            assertThat(transfer.digest(TRANSFER)).as(transfer.said()).isEqualTo(expected);
        }
    }

    private void disturb(Consumer<Pod> death) {
        try (var transfer = system.download("files:8080", size / CHUNKS)) {
            var serving = servingAfter(transfer, size / 4);
            death.accept(serving);
            assertThat(transfer.ended()).as("killed in mid-transfer").isFalse();
            assertThat(transfer.digest(TRANSFER)).as(transfer.said()).isEqualTo(expected);
            assertThat(transfer.received()).isEqualTo(size);
        }
    }

    private Pod servingAfter(Transfer transfer, long bytes) {
        await().atMost(TRANSFER).until(() -> transfer.received() >= bytes || transfer.ended());
        assertThat(transfer.ended()).as(transfer.said()).isFalse();
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
