package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A pool's pods leave their Service only when there is a reason in the pods themselves. */
@Tag("kind")
@Order(12)
@ExtendWith(OnKind.class)
class WrongPortIT {
    private static final String NAMESPACE = "wrongport";
    private static final String POOL = "lasting";
    private static final int SERVERS = 3;

    private static Prober user;
    private static Prober plain;

    private final KindSystem system;
    private final Conditions conditions;

    WrongPortIT(KindSystem system) {
        this.system = system;
        this.conditions = new Conditions(system, NAMESPACE);
    }

    @BeforeAll
    static void aRunningPool(KindSystem system) {
        system.createNamespace(NAMESPACE);
        system.apply(NAMESPACE, Workloads.servers(POOL, SERVERS));
        system.apply(NAMESPACE, Workloads.service(POOL, "8080"));
        system.apply(NAMESPACE, Workloads.pool(POOL, 8080));
        system.apply(NAMESPACE, Workloads.poolUser("asker", POOL));
        var conditions = new Conditions(system, NAMESPACE);
        conditions.awaitTrue("Pool", POOL, "Ready", KindSystem.ROLLOUT);
        system.awaitRollouts(NAMESPACE);
        user = Prober.start(system, NAMESPACE, "user", "asker", Prober.echo("lasting:80"));
        plain = Prober.start(system, NAMESPACE, "plain", "plain", Prober.echo("lasting:80"));
    }

    /** Proves that a wrong port costs one pod that never becomes ready, named in the condition with the reason, and no client anything. */
    @Test
    void theRolloutStopsAtTheFirstPod() {
        var since = Instant.now();
        var before = ready();
        system.apply(NAMESPACE, Workloads.pool(POOL, 8090));
        await().atMost(KindSystem.ROLLOUT).untilAsserted(() -> {
            var stuck = names(false);
            assertThat(stuck).hasSize(1);
            assertThat(conditions.of("Pool", POOL, "Ready").message())
                    .contains(stuck.iterator().next(), "nobody listens on port 8090");
        });
        user.awaitAttempts();
        assertThat(ready()).as("the others stay").isEqualTo(before);
        user.assertUnharmed(since);
        plain.assertUnharmed(since);

        system.apply(NAMESPACE, Workloads.pool(POOL, 8080));
        await().atMost(KindSystem.ROLLOUT).until(() -> names(false).isEmpty());
        system.awaitRollouts(NAMESPACE);
        conditions.awaitTrue("Pool", POOL, "Ready", KindSystem.NOTICE);
        conditions.awaitTrue("PoolUser", "asker", "Protected", KindSystem.NOTICE);
        user.assertUnharmed(since);
        plain.assertUnharmed(since);
    }

    private Set<String> ready() {
        return names(true);
    }

    private Set<String> names(boolean ready) {
        return system.pods(NAMESPACE, POOL).stream()
                .filter(pod -> Readiness.isPodReady(pod) == ready)
                .map(pod -> pod.getMetadata().getName())
                .collect(Collectors.toSet());
    }
}
