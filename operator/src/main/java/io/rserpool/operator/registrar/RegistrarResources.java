package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.injection.ScopeImages;
import io.rserpool.operator.injection.Sidecars;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The registrars of an operation scope as Kubernetes resources: pure functions of the scope. */
public final class RegistrarResources {
    /** Management port of registrars. */
    public static final int MANAGEMENT = 9090;

    private static final String CONTAINER = "registrar";
    private static final int ENRP = 9901;
    private static final long UID = 65532;
    private static final int STARTUP_SECONDS = 60;

    private RegistrarResources() {}

    /** {@return the labels by which a scope's registrars are found} */
    public static Map<String, String> selector(OperationScope scope) {
        return new TreeMap<>(Map.of(
                "app.kubernetes.io/name",
                Names.REGISTRAR,
                Names.SCOPE,
                scope.getMetadata().getName()));
    }

    /** {@return the registrars} */
    public static StatefulSet statefulSet(OperationScope scope, ScopeImages images, Enrolment enrolment) {
        var spec = Objects.requireNonNull(scope.getSpec().registrars());
        return new StatefulSetBuilder()
                .withMetadata(metadata(scope))
                .withNewSpec()
                .withReplicas(spec.replicas())
                .withServiceName(scope.registrarsName())
                // State is soft: they find each other in any order.
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(selector(scope))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels(scope))
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(10L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(UID)
                .withRunAsGroup(UID)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withTopologySpreadConstraints(
                        spread(scope, "kubernetes.io/hostname"), spread(scope, "topology.kubernetes.io/zone"))
                .withImagePullSecrets(Sidecars.pullSecrets(List.of(), images.settings()))
                .withContainers(container(scope, images, enrolment))
                .withVolumes(scope.requiresSecurity() ? List.of(Enrolment.volume(CONTAINER)) : List.of())
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Container container(OperationScope scope, ScopeImages images, Enrolment enrolment) {
        var spec = Objects.requireNonNull(scope.getSpec().registrars());
        var peers = scope.registrarsName() + "." + scope.getMetadata().getNamespace() + ".svc:" + ENRP;
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(images.registrar(scope))
                .withImagePullPolicy(images.settings().pullPolicy())
                .withEnv(
                        Sidecars.podIp(),
                        new EnvVar("RSERPOOL_REGISTRAR_PEERS", peers, null),
                        new EnvVar(
                                "RSERPOOL_TIMER_PROFILE",
                                Objects.requireNonNull(scope.getSpec().timerProfile())
                                        .key(),
                                null))
                .addAllToEnv(environment(enrolment.keys(
                        scope, Enrolment.REGISTRAR, scope.getMetadata().getNamespace())))
                .addAllToVolumeMounts(scope.requiresSecurity() ? List.of(Enrolment.mount(CONTAINER)) : List.of())
                .addNewPort()
                .withName("sctp")
                .withContainerPort(Sidecars.SCTP_OVER_UDP)
                .withProtocol("UDP")
                .endPort()
                .addNewPort()
                .withName("management")
                .withContainerPort(MANAGEMENT)
                .withProtocol("TCP")
                .endPort()
                .withStartupProbe(new ProbeBuilder(Sidecars.probe("/q/health/live", MANAGEMENT))
                        .withPeriodSeconds(1)
                        .withFailureThreshold(STARTUP_SECONDS)
                        .build())
                .withReadinessProbe(new ProbeBuilder(Sidecars.probe("/q/health/ready", MANAGEMENT))
                        .withPeriodSeconds(2)
                        .withFailureThreshold(2)
                        .build())
                .withLivenessProbe(new ProbeBuilder(Sidecars.probe("/q/health/live", MANAGEMENT))
                        .withPeriodSeconds(10)
                        .withTimeoutSeconds(5)
                        .withFailureThreshold(3)
                        .build())
                .withResources(Objects.requireNonNullElseGet(spec.resources(), RegistrarResources::resources))
                .withSecurityContext(Sidecars.restricted())
                .build();
    }

    /** As SmallRye Config reads them. */
    private static List<EnvVar> environment(Map<String, String> keys) {
        return keys.entrySet().stream()
                .map(e -> new EnvVar(e.getKey().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), e.getValue(), null))
                .toList();
    }

    private static ResourceRequirements resources() {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("20m"))
                .addToRequests("memory", new Quantity("128Mi"))
                .addToLimits("memory", new Quantity("384Mi"))
                .build();
    }

    private static TopologySpreadConstraint spread(OperationScope scope, String key) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(key)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(selector(scope))
                .endLabelSelector()
                .build();
    }

    /** {@return the headless Service whose name stands for all registrars; also for those that are not ready: they look for each other} */
    public static Service service(OperationScope scope) {
        return new ServiceBuilder()
                .withMetadata(metadata(scope))
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(selector(scope))
                .addNewPort()
                .withName("sctp")
                .withPort(Sidecars.SCTP_OVER_UDP)
                .withTargetPort(new IntOrString(Sidecars.SCTP_OVER_UDP))
                .withProtocol("UDP")
                .endPort()
                .addNewPort()
                .withName("management")
                .withPort(MANAGEMENT)
                .withTargetPort(new IntOrString(MANAGEMENT))
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
    }

    /** {@return the budget: one registrar at a time may be evicted} */
    public static PodDisruptionBudget disruptionBudget(OperationScope scope) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(metadata(scope))
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(selector(scope))
                .endSelector()
                .endSpec()
                .build();
    }

    static ObjectMeta metadata(OperationScope scope) {
        return new ObjectMetaBuilder()
                .withName(scope.registrarsName())
                .withNamespace(scope.getMetadata().getNamespace())
                .withLabels(labels(scope))
                .build();
    }

    private static Map<String, String> labels(OperationScope scope) {
        return new TreeMap<>(Map.of(
                "app.kubernetes.io/name",
                Names.REGISTRAR,
                "app.kubernetes.io/instance",
                scope.registrarsName(),
                "app.kubernetes.io/part-of",
                "rserpool",
                "app.kubernetes.io/managed-by",
                Names.MANAGER,
                Names.SCOPE,
                scope.getMetadata().getName()));
    }
}
