package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which port of a Service leads to a pool is the Service's business, and its other ports stay what they were. */
@Tag("kind")
@Order(11)
@ExtendWith(OnKind.class)
class ServicePortsIT {
    private static final String NAMESPACE = "ports";

    /** Services: their port 80 leads to the pool by number, by name, and not at all. */
    private static final String NUMBER = "number";

    private static final String NAME = "name";
    private static final String STRAY = "stray";

    private final KindSystem system;
    private final Conditions conditions;

    ServicePortsIT(KindSystem system) {
        this.system = system;
        this.conditions = new Conditions(system, NAMESPACE);
    }

    @BeforeAll
    static void poolsAndUsers(KindSystem system) {
        system.createNamespace(NAMESPACE);
        serve(system, NUMBER, "8080");
        serve(system, NAME, "web");
        serve(system, STRAY, "9090");
        system.awaitRollouts(NAMESPACE);
        var conditions = new Conditions(system, NAMESPACE);
        conditions.awaitTrue("Pool", NUMBER, "Ready", KindSystem.ROLLOUT);
        conditions.awaitTrue("Pool", NAME, "Ready", KindSystem.ROLLOUT);
    }

    private static void serve(KindSystem system, String name, String targetPort) {
        system.apply(NAMESPACE, Workloads.service(name, targetPort));
        system.apply(NAMESPACE, Workloads.servers(name, 1));
        system.apply(NAMESPACE, Workloads.pool(name, 8080));
        system.apply(NAMESPACE, Workloads.poolUser("user-of-" + name, name));
    }

    /** Proves that a client of port 80 reaches the pool's elements on port 8080, however the Service says so, and that metrics come as before. */
    @Test
    void thePortOfTheServiceIsCaptured() {
        var since = Instant.now();
        var number = prober("by-number", NUMBER, Prober.echo("number:80"));
        var name = prober("by-name", NAME, Prober.echo("name.ports.svc.cluster.local:80"));
        var metrics = prober("metrics", NUMBER, Prober.listen("number:9090", "metrics"));
        for (var prober : new Prober[] {number, name, metrics}) {
            prober.awaitAttempts();
            prober.assertUnharmed(since);
        }
        assertThat(pool(number).path("via").asText()).isEqualTo("elements");
        assertThat(pool(number).path("listen").asText()).endsWith(":80");
        assertThat(pool(name).path("via").asText()).isEqualTo("elements");
        conditions.awaitTrue("PoolUser", "user-of-" + NUMBER, "Protected", KindSystem.NOTICE);
        conditions.awaitTrue("PoolUser", "user-of-" + NAME, "Protected", KindSystem.NOTICE);
    }

    /** Proves that a client of a Service that leads elsewhere than to the pool's port gets what it got, and that a condition says why. */
    @Test
    void noPortLeadsToThePool() {
        var resolved = conditions.awaitFalse(
                "PoolUser", "user-of-" + STRAY, "PoolsResolved", "PortNotFound", KindSystem.NOTICE);
        assertThat(resolved.message()).contains(STRAY, "8080");
        var since = Instant.now();
        var prober = prober("astray", STRAY, Prober.listen("stray:80", "metrics"));
        prober.awaitAttempts();
        prober.assertUnharmed(since);
    }

    private Prober prober(String pod, String pool, String script) {
        return Prober.start(system, NAMESPACE, pod, "user-of-" + pool, script);
    }

    /** {@return what the pu-sidecar of a prober says of its only pool} */
    private JsonNode pool(Prober prober) {
        var pod = system.client()
                .pods()
                .inNamespace(NAMESPACE)
                .withName(prober.pod())
                .get();
        return await().atMost(KindSystem.NOTICE)
                .until(() -> system.json(pod, KindSystem.PU_MANAGEMENT, "pools"), pools -> pools.size() == 1)
                .get(0);
    }
}
