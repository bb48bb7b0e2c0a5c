package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Restarts of workloads: one that is refused is no other's business, and a change that concerns all takes its time. */
@Tag("kind")
@Order(4)
@ExtendWith(OnKind.class)
class RolloutIT {
    private static final String NAMESPACE = "guarded";

    /** A policy of the cluster's administrators: nobody but the controllers changes the Deployment "frozen". */
    private static final String POLICY = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata:
              name: frozen
            spec:
              failurePolicy: Fail
              matchConstraints:
                resourceRules:
                  - apiGroups: [apps]
                    apiVersions: [v1]
                    operations: [UPDATE]
                    resources: [deployments]
              validations:
                - expression: object.metadata.name != 'frozen' || !request.userInfo.username.contains('rserpool')
                  message: this Deployment is frozen
                  reason: Forbidden
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata:
              name: frozen
            spec:
              policyName: frozen
              validationActions: [Deny]
              matchResources:
                namespaceSelector:
                  matchLabels:
                    kubernetes.io/metadata.name: guarded
            """;

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: %1$s
            spec:
              selector:
                matchLabels: {app: guarded, name: %1$s}
              template:
                metadata:
                  labels: {app: guarded, name: %1$s}
                spec:
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: 1000
                    seccompProfile: {type: RuntimeDefault}
                  containers:
                    - name: server
                      image: rserpool-demo/socat:1
                      imagePullPolicy: IfNotPresent
                      command: [socat, "TCP-LISTEN:8080,reuseaddr,fork", "EXEC:cat"]
                      securityContext:
                        allowPrivilegeEscalation: false
                        capabilities: {drop: [ALL]}
            """;

    private static final String POOL = """
            apiVersion: rserpool.io/v1alpha1
            kind: Pool
            metadata:
              name: guarded
            spec:
              selector:
                matchLabels: {app: guarded}
              port: 8080
              drainTimeout: 1s
            """;

    private final KindSystem system;

    RolloutIT(KindSystem system) {
        this.system = system;
    }

    /** Proves that a workload whose change is forbidden keeps no other one from its sidecars, is named in a condition, and is tried again. */
    @Test
    void aForbiddenWorkload() {
        system.createNamespace(NAMESPACE);
        var policy = system.apply(NAMESPACE, POLICY);
        for (var name : List.of("free", "frozen")) {
            system.apply(NAMESPACE, DEPLOYMENT.formatted(name));
        }
        system.awaitRollouts(NAMESPACE);

        system.apply(NAMESPACE, POOL);

        await().atMost(KindSystem.ROLLOUT).untilAsserted(() -> {
            assertThat(pods("free")).isNotEmpty().allMatch(RolloutIT::hasSidecar);
            var injected = injected();
            assertThat(injected.reason()).isEqualTo("RestartRefused");
            assertThat(injected.message()).contains("Deployment guarded/frozen", "this Deployment is frozen");
        });
        assertThat(pods("frozen")).noneMatch(RolloutIT::hasSidecar);

        policy.forEach(p -> system.client().resource(p).delete());
        await().atMost(KindSystem.ROLLOUT).untilAsserted(() -> {
            assertThat(pods("frozen")).isNotEmpty().allMatch(RolloutIT::hasSidecar);
            assertThat(injected()).matches(Conditions.Condition::isTrue);
        });
    }

    private List<Pod> pods(String name) {
        var pods = new ArrayList<>(system.client()
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("name", name)
                .list()
                .getItems());
        pods.removeIf(p -> p.getMetadata().getDeletionTimestamp() != null);
        return pods;
    }

    private static boolean hasSidecar(Pod pod) {
        return InjectionIT.hasSidecar(pod, "rserpool-pe");
    }

    private Conditions.Condition injected() {
        return new Conditions(system, NAMESPACE).of("Pool", "guarded", "Injected");
    }
}
