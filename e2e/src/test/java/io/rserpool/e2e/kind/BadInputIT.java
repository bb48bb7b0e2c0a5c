package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What cannot be is said in a condition, and harms nobody else. */
@Tag("kind")
@Order(3)
@ExtendWith(OnKind.class)
class BadInputIT {
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
    private final Conditions conditions;

    BadInputIT(KindSystem system) {
        this.system = system;
        this.conditions = new Conditions(system, NAMESPACE);
        system.createNamespace(NAMESPACE);
    }

    /** Proves that of two Pools with the same pods and port the younger one is refused, by name, and the older one is not. */
    @Test
    void twoPoolsOnTheSamePodsAndPort() {
        system.apply(NAMESPACE, POOL.formatted("first"));
        await().atMost(KindSystem.NOTICE)
                .until(() -> !conditions.all("Pool", "first").isEmpty());
        system.apply(NAMESPACE, POOL.formatted("second"));

        await().atMost(KindSystem.NOTICE).untilAsserted(() -> {
            var conflict = conditions.of("Pool", "second", "Conflict");
            assertThat(conflict).matches(Conditions.Condition::isTrue);
            assertThat(conflict.message()).contains("mistakes/first", "8080");
            assertThat(conditions.of("Pool", "first", "Conflict")).matches(Conditions.Condition::isFalse);
        });
    }

    /** Proves that a PoolUser with an unknown Pool says which one is missing. */
    @Test
    void unknownPool() {
        system.apply(NAMESPACE, USER_OF_NOTHING);

        await().atMost(KindSystem.NOTICE).untilAsserted(() -> {
            var resolved = conditions.of("PoolUser", "lost", "PoolsResolved");
            assertThat(resolved).matches(Conditions.Condition::isFalse);
            assertThat(resolved.message()).contains("mistakes/no-such-pool");
        });
    }

    /** Proves that of two PoolUsers with the same pods and pool the younger one says that it is ignored, and for which one. */
    @Test
    void twoPoolUsersOnTheSamePodsAndPool() {
        system.apply(NAMESPACE, POOL.formatted("first"));
        system.apply(NAMESPACE, Workloads.poolUser("elder", "first"));
        system.apply(NAMESPACE, Workloads.pod("client", "elder", "exec sleep 3600"));
        await().atMost(KindSystem.NOTICE)
                .until(() -> !conditions.all("PoolUser", "elder").isEmpty());
        system.apply(NAMESPACE, Workloads.poolUser("younger", "first").replace("{app: younger}", "{app: elder}"));

        await().atMost(KindSystem.NOTICE).untilAsserted(() -> {
            var resolved = conditions.of("PoolUser", "younger", "PoolsResolved");
            assertThat(resolved.reason()).isEqualTo("PoolUserConflict");
            assertThat(resolved.message()).contains("mistakes/elder");
            assertThat(conditions.of("PoolUser", "younger", "Ready")).matches(Conditions.Condition::isFalse);
            assertThat(conditions.of("PoolUser", "elder", "PoolsResolved")).matches(Conditions.Condition::isTrue);
        });
    }

    /** Proves that a selector that no pod can be compared with is refused when it is applied, with the reason. */
    @Test
    void selectorWithAWrongOperator() {
        var wrong = POOL.formatted("wrong")
                .replace(
                        "matchLabels:\n      app: shared",
                        "matchExpressions: [{key: app, operator: Equals, values: [a]}]");
        assertThat(wrong).contains("Equals");
        assertThatThrownBy(() -> system.apply(NAMESPACE, wrong)).hasMessageContaining("operator");
    }
}
