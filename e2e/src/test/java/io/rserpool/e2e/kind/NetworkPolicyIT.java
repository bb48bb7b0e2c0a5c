package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cluster's network enforces NetworkPolicies: registrars and operator are reached by the ports that they serve, and by no other. */
@Tag("kind")
@Order(6)
@ExtendWith(OnKind.class)
class NetworkPolicyIT {
    private static final String NAMESPACE = "outside";
    private static final int ASAP_OVER_TLS = 3864;
    private static final int MANAGEMENT = 9090;
    private static final int OPERATOR_MANAGEMENT = 9000;

    /** Something listens there, but not what the pods are for. */
    private static final int OTHER = 7777;

    private static final String LISTEN = "exec socat TCP-LISTEN:%d,reuseaddr,fork EXEC:true".formatted(OTHER);

    private static final String CONNECT =
            "timeout 5 socat -u OPEN:/dev/null TCP:%s:%d,connect-timeout=3 && echo reached || echo not reached";

    private final KindSystem system;

    NetworkPolicyIT(KindSystem system) {
        this.system = system;
    }

    /** One who connects, and one who listens, too, without a policy. */
    @BeforeAll
    static void outsiders(KindSystem system) {
        system.createNamespace(NAMESPACE);
        system.apply(NAMESPACE, Workloads.pod("outsider", "outsider", "sleep 1000000"));
        system.apply(NAMESPACE, Workloads.pod("open", "open", LISTEN));
        await().ignoreExceptions()
                .atMost(KindSystem.ROLLOUT)
                .until(() -> isReached(system, system.pods(NAMESPACE, "open").getFirst(), OTHER));
    }

    private static boolean isReached(KindSystem system, Pod pod, int port) {
        var script = CONNECT.formatted(pod.getStatus().getPodIP(), port);
        return said(system, NAMESPACE, "outsider", "main", script).contains("\nreached");
    }

    /** {@return what a script says, after a line feed} */
    private static String said(KindSystem system, String namespace, String pod, String container, String script) {
        return "\n"
                + system.cluster()
                        .kubectl("exec", "-n", namespace, pod, "-c", container, "--", "/bin/sh", "-c", script);
    }

    @Test
    void registrarsAreReachedByTheirPorts() {
        for (var registrar : system.registrars().pods()) {
            listen(registrar);
            assertThat(isReached(system, registrar, ASAP_OVER_TLS)).isTrue();
            assertThat(isReached(system, registrar, MANAGEMENT)).isTrue();
            assertThat(isReached(system, registrar, OTHER)).isFalse();
        }
    }

    @Test
    void theOperatorIsReachedByItsPorts() {
        for (var operator : system.operatorPods().list().getItems()) {
            listen(operator);
            assertThat(isReached(system, operator, OPERATOR_MANAGEMENT)).isTrue();
            assertThat(isReached(system, operator, OTHER)).isFalse();
        }
    }

    /** From now on something listens in the pod, as it shows from inside. */
    private void listen(Pod pod) {
        var metadata = pod.getMetadata();
        system.client()
                .pods()
                .inNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .ephemeralContainers()
                .edit(it -> new PodBuilder(it)
                        .editSpec()
                        .addToEphemeralContainers(listener())
                        .endSpec()
                        .build());
        await().ignoreExceptions().atMost(KindSystem.NOTICE).untilAsserted(() -> assertThat(said(
                        system,
                        metadata.getNamespace(),
                        metadata.getName(),
                        "listener",
                        CONNECT.formatted("127.0.0.1", OTHER)))
                .contains("\nreached"));
    }

    private static EphemeralContainer listener() {
        return new EphemeralContainerBuilder()
                .withName("listener")
                .withImage("rserpool-demo/socat:1")
                .withImagePullPolicy("IfNotPresent")
                .withCommand("/bin/sh", "-c", LISTEN)
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .build();
    }
}
