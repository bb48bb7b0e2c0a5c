package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An element leaves its pool when its own pod is to end, and then in order. */
@Tag("kind")
@Order(15)
@ExtendWith(OnKind.class)
class DrainIT {
    private static final String NAMESPACE = "drain";
    private static final String POOL = "drained";
    private static final int SERVERS = 2;

    /** Lines of a long session, one each 100 ms: shorter than the pool's drainTimeout of 10 s. */
    private static final int LINES = 50;

    private static final Duration SESSION = Duration.ofSeconds(5);

    private final KindSystem system;
    private final Conditions conditions;

    DrainIT(KindSystem system) {
        this.system = system;
        this.conditions = new Conditions(system, NAMESPACE);
    }

    /**
     * Proves that another pod cannot drain an element, and that the deletion of its pod does: its server, which would end at once, lives until
     * its sessions are over, and no session is lost.
     */
    @Test
    void onlyTheOwnPodDrains() {
        system.createNamespace(NAMESPACE);
        system.apply(NAMESPACE, Workloads.carelessServers(POOL, SERVERS));
        system.apply(NAMESPACE, Workloads.service(POOL, "8080"));
        system.apply(NAMESPACE, Workloads.pool(POOL, 8080).replace("drainTimeout: 2s", "drainTimeout: 10s"));
        system.apply(NAMESPACE, Workloads.poolUser("asker", POOL));
        conditions.awaitTrue("Pool", POOL, "Ready", KindSystem.ROLLOUT);
        system.awaitRollouts(NAMESPACE);
        var user = Prober.start(system, NAMESPACE, "user", "asker", Prober.echo("drained:80"));
        var sessions = Prober.start(system, NAMESPACE, "sessions", "asker", Prober.sessions("drained:80", LINES));
        var since = Instant.now();
        for (var server : system.pods(NAMESPACE, POOL)) {
            assertThat(drainFromElsewhere(user, server)).startsWith("HTTP/1.1 403");
        }
        conditions.awaitTrue("Pool", POOL, "Ready", KindSystem.NOTICE);
        assertThat(conditions.status("Pool", POOL).path("registered").asInt()).isEqualTo(SERVERS);

        for (var server : system.pods(NAMESPACE, POOL)) {
            var now = Instant.now();
            system.client().resource(server).delete();
            await().atMost(KindSystem.ROLLOUT)
                    .until(() -> ready() == SERVERS && !sessions.attempts(now).isEmpty());
        }
        // Each of its lines is a process that sleeps: on a busy machine it takes longer.
        sessions.assertUnharmed(since, SESSION.multipliedBy(2));
        user.assertUnharmed(since);
    }

    private String drainFromElsewhere(Prober from, Pod server) {
        var request =
                "printf 'GET /drain HTTP/1.1\\r\\nHost: pe\\r\\nConnection: close\\r\\n\\r\\n' | socat -t5 - TCP:%s:%d"
                        .formatted(server.getStatus().getPodIP(), KindSystem.PE_MANAGEMENT);
        return system.cluster()
                .kubectl("exec", "--namespace", NAMESPACE, from.pod(), "-c", "main", "--", "sh", "-c", request);
    }

    private long ready() {
        return system.pods(NAMESPACE, POOL).stream()
                .filter(Readiness::isPodReady)
                .count();
    }
}
