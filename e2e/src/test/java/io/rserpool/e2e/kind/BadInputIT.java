package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What cannot be is said in a condition, and harms nobody else. */
@Tag("kind")
@Order(3)
@ExtendWith(OnKind.class)
class BadInputIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACE = "mistakes";

    private static final String POOL = """
            apiVersion: rserpool.io/v1alpha1
            kind: Pool
            metadata:
              name: %s
            spec:
              selector:
                matchLabels:
                  app: shared
              port: 8080
            """;

    private static final String USER_OF_NOTHING = """
            apiVersion: rserpool.io/v1alpha1
            kind: PoolUser
            metadata:
              name: lost
            spec:
              selector:
                matchLabels:
                  app: nobody
              pools:
                - pool: no-such-pool
            """;

    private final KindSystem system;

    BadInputIT(KindSystem system) {
        this.system = system;
        system.createNamespace(NAMESPACE);
    }

    /** Proves that of two Pools with the same pods and port the younger one is refused, by name, and the older one is not. */
    @Test
    void twoPoolsOnTheSamePodsAndPort() {
        system.apply(NAMESPACE, POOL.formatted("first"));
        await().atMost(KindSystem.NOTICE)
                .until(() -> !conditions("Pool", "first").isEmpty());
        system.apply(NAMESPACE, POOL.formatted("second"));

        await().atMost(KindSystem.NOTICE).untilAsserted(() -> {
            var conflict = condition("Pool", "second", "Conflict");
            assertThat(conflict.path("status").asText()).isEqualTo("True");
            assertThat(conflict.path("message").asText()).contains("mistakes/first", "8080");
            assertThat(condition("Pool", "first", "Conflict").path("status").asText())
                    .isEqualTo("False");
        });
    }

    /** Proves that a PoolUser with an unknown Pool says which one is missing. */
    @Test
    void unknownPool() {
        system.apply(NAMESPACE, USER_OF_NOTHING);

        await().atMost(KindSystem.NOTICE).untilAsserted(() -> {
            var resolved = condition("PoolUser", "lost", "PoolsResolved");
            assertThat(resolved.path("status").asText()).isEqualTo("False");
            assertThat(resolved.path("message").asText()).contains("mistakes/no-such-pool");
        });
    }

    private JsonNode condition(String kind, String name, String type) {
        for (var condition : conditions(kind, name)) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return JSON.missingNode();
    }

    private JsonNode conditions(String kind, String name) {
        var resource = system.client()
                .genericKubernetesResources("rserpool.io/v1alpha1", kind)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
        return JSON.valueToTree(resource).path("status").path("conditions");
    }
}
