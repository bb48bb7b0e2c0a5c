package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a status says of pods is so: of those outside of the pool, of those that cannot be in it, and of those that have done their work. */
@Tag("kind")
@Order(14)
@ExtendWith(OnKind.class)
class StatusIT {
    private static final String NAMESPACE = "status";

    private final KindSystem system;
    private final Conditions conditions;

    StatusIT(KindSystem system) {
        this.system = system;
        this.conditions = new Conditions(system, NAMESPACE);
        system.createNamespace(NAMESPACE);
    }

    /** Proves that pods that the selector matches count as such, whether they have a sidecar or not. */
    @Test
    void podsWithoutSidecarsCount() {
        system.apply(NAMESPACE, Workloads.servers("outside", 2));
        system.awaitRollouts(NAMESPACE);
        system.apply(NAMESPACE, Workloads.pool("outside", 8080) + "  rollout: Never\n");
        awaitElements("outside", "0/2");
        conditions.awaitFalse("Pool", "outside", "Injected", "RolloutNever", KindSystem.NOTICE);

        system.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("outside")
                .scale(3);
        awaitElements("outside", "1/3");
        system.client()
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("outside")
                .rolling()
                .restart();
        awaitElements("outside", "3/3");
        conditions.awaitTrue("Pool", "outside", "Ready", KindSystem.NOTICE);
    }

    private void awaitElements(String pool, String elements) {
        await().atMost(KindSystem.ROLLOUT).untilAsserted(() -> assertThat(
                        conditions.status("Pool", pool).path("elements").asText())
                .isEqualTo(elements));
    }

    /** Proves that a pool without elements says which pod and why: nobody listens at the port, or the check's answer is no good one. */
    @Test
    void whyThereAreNoElements() {
        system.apply(NAMESPACE, Workloads.pool("silent", 8081));
        system.apply(
                NAMESPACE, Workloads.pool("sick", 8080) + "  health: {type: http, path: /healthz, timeout: 500ms}\n");
        for (var pool : new String[] {"silent", "sick"}) {
            await().atMost(KindSystem.NOTICE)
                    .until(() -> !conditions.all("Pool", pool).isEmpty());
            system.apply(NAMESPACE, Workloads.servers(pool, 1));
        }
        for (var pool :
                Map.of("silent", "8081", "sick", "does not answer with HTTP").entrySet()) {
            var ready = conditions.awaitFalse("Pool", pool.getKey(), "Ready", "NoElements", KindSystem.ROLLOUT);
            var pod = system.pods(NAMESPACE, pool.getKey())
                    .getFirst()
                    .getMetadata()
                    .getName();
            await().atMost(KindSystem.NOTICE).untilAsserted(() -> assertThat(
                            conditions.of("Pool", pool.getKey(), "Ready").message())
                    .as(ready.toString())
                    .contains(pod, pool.getValue()));
        }
    }

    /** Proves that a Job whose client has a sidecar completes, and that none of its containers ends as if it had failed. */
    @Test
    void aJobCompletes() {
        system.apply(NAMESPACE, Workloads.servers("works", 1));
        system.apply(NAMESPACE, Workloads.service("works", "web"));
        system.apply(NAMESPACE, Workloads.pool("works", 8080));
        system.apply(NAMESPACE, Workloads.poolUser("worker", "works"));
        conditions.awaitTrue("Pool", "works", "Ready", KindSystem.ROLLOUT);
        system.apply(
                NAMESPACE,
                Workloads.job("worker", "worker", "test \"$(echo done | socat -t5 - TCP:works:80)\" = done"));

        var job = system.client().batch().v1().jobs().inNamespace(NAMESPACE).withName("worker");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Integer.valueOf(1).equals(job.get().getStatus().getSucceeded()));
        var pod = system.pods(NAMESPACE, "worker").getFirst();
        assertThat(pod.getSpec().getInitContainers())
                .extracting(c -> c.getName())
                .contains("rserpool-pu");
        assertThat(pod.getStatus().getInitContainerStatuses()).allSatisfy(status -> assertThat(
                        status.getState().getTerminated().getExitCode())
                .isZero());
    }
}
