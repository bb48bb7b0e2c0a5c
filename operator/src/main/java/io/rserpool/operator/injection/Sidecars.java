package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The sidecar containers and their volumes: native sidecars that the restricted Pod Security Standard admits. */
public final class Sidecars {
    /** Management port of the pe-sidecar. */
    public static final int PE_MANAGEMENT = 9091;

    /** Management port of the pu-sidecar. */
    public static final int PU_MANAGEMENT = 9092;

    /** UDP port on which pe-sidecars and registrars take SCTP packets. */
    public static final int SCTP_OVER_UDP = 9899;

    private static final String CONFIG_DIRECTORY = "/etc/rserpool";
    private static final String CONFIG_FILE = "config.properties";
    private static final long UID = 65532;
    private static final int STARTUP_SECONDS = 60;

    private final ScopeImages images;

    /** Makes containers from these images. */
    Sidecars(ScopeImages images) {
        this.images = images;
    }

    Container poolElement(OperationScope scope, List<Pool> pools, String namespace) {
        return common(
                        Names.PE_CONTAINER,
                        images.poolElement(scope),
                        PE_MANAGEMENT,
                        "rsp-pe-mgmt",
                        resources(scope, namespace))
                .addAllToVolumeMounts(mounts(scope, Names.PE_CONTAINER))
                .addNewPort()
                .withName("rsp-sctp")
                .withContainerPort(SCTP_OVER_UDP)
                .withProtocol("UDP")
                .endPort()
                .addAllToVolumeMounts(CookieKeys.mounts(pools))
                .build();
    }

    Container poolUser(OperationScope scope, String namespace) {
        return common(
                        Names.PU_CONTAINER,
                        images.poolUser(scope),
                        PU_MANAGEMENT,
                        "rsp-pu-mgmt",
                        resources(scope, namespace))
                .addAllToVolumeMounts(mounts(scope, Names.PU_CONTAINER))
                .build();
    }

    private static List<VolumeMount> mounts(OperationScope scope, String container) {
        return scope.requiresSecurity() ? List.of(Enrolment.mount(container)) : List.of();
    }

    private ContainerBuilder common(
            String name, String image, int management, String portName, ResourceRequirements resources) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image)
                .withImagePullPolicy(images.settings().pullPolicy())
                .withRestartPolicy("Always")
                .withEnv(new EnvVar("QUARKUS_CONFIG_LOCATIONS", CONFIG_DIRECTORY + "/" + CONFIG_FILE, null), podIp())
                .addNewPort()
                .withName(portName)
                .withContainerPort(management)
                .withProtocol("TCP")
                .endPort()
                .withStartupProbe(new ProbeBuilder(probe("/q/health/live", management))
                        .withPeriodSeconds(1)
                        .withFailureThreshold(STARTUP_SECONDS)
                        .build())
                .withReadinessProbe(new ProbeBuilder(probe("/q/health/ready", management))
                        .withPeriodSeconds(2)
                        .withFailureThreshold(2)
                        .build())
                .withLivenessProbe(new ProbeBuilder(probe("/q/health/live", management))
                        .withPeriodSeconds(10)
                        .withTimeoutSeconds(5)
                        .withFailureThreshold(3)
                        .build())
                .withResources(resources)
                .withSecurityContext(restricted())
                .addNewVolumeMount()
                .withName(volumeName(name))
                .withMountPath(CONFIG_DIRECTORY)
                .withReadOnly(true)
                .endVolumeMount();
    }

    /** The volume that shows a sidecar the annotation with its configuration as a file. */
    static Volume configVolume(String container, String annotation) {
        return new VolumeBuilder()
                .withName(volumeName(container))
                .withNewDownwardAPI()
                .addNewItem()
                .withPath(CONFIG_FILE)
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("metadata.annotations['" + annotation + "']")
                .endFieldRef()
                .endItem()
                .endDownwardAPI()
                .build();
    }

    /** {@return an environment variable {@code POD_IP} with the pod's address} */
    public static EnvVar podIp() {
        return new EnvVarBuilder()
                .withName("POD_IP")
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("status.podIP")
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    /** {@return a probe that GETs the path, to be completed with times} */
    public static Probe probe(String path, int port) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString(port))
                .endHttpGet()
                .build();
    }

    /** {@return the security context of all containers of ours} */
    public static SecurityContext restricted() {
        return new SecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(UID)
                .withRunAsGroup(UID)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    /**
     * A request for what a sidecar has when it is idle (70 MB, of which about 10 MB are heap). The limit has room for all that its JVM options
     * allow (idle 70 MB + the rest of the heap of 32 MB + 96 MB of direct memory = 188 MB, 180 MiB), and for what libusrsctp holds of its own.
     */
    private static ResourceRequirements resources() {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity("10m"))
                .addToRequests("memory", new Quantity("72Mi"))
                .addToLimits("memory", new Quantity("224Mi"))
                .build();
    }

    /**
     * {@return the pull secrets of a pod that uses our images beside its own}
     *
     * @param own those that it has
     */
    public static List<LocalObjectReference> pullSecrets(List<LocalObjectReference> own, Settings.Images images) {
        var ours = images.pullSecrets().orElse(List.of()).stream().map(LocalObjectReference::new);
        return Stream.concat(own.stream(), ours).distinct().toList();
    }

    private static String volumeName(String container) {
        return container + "-config";
    }

    private ResourceRequirements resources(OperationScope scope, String namespace) {
        var wanted = Objects.requireNonNull(scope.getSpec().sidecars()).resources();
        return wanted == null || !images.mayShape(scope, namespace) ? resources() : wanted;
    }
}
