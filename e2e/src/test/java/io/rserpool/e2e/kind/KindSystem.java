package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The product in a cluster: images loaded, chart installed, and the README's example applied to workloads that were there before.
 * All namespaces enforce the restricted Pod Security Standard.
 */
final class KindSystem implements AutoCloseable {
    static final String OPERATOR_NAMESPACE = "rserpool-system";

    private static final String OPERATOR = "rserpool-operator";

    /** Namespace of the example's workloads. */
    static final String EXAMPLE = "example";

    /** The example's pool, and its Deployment of servers. */
    static final String POOL = "files";

    /** The pool's handle in its scope. */
    static final String HANDLE = EXAMPLE + "/" + POOL;

    static final int SERVERS = 3;

    private static final String RESTRICTED = "pod-security.kubernetes.io/enforce";

    private static final Set<String> KEPT = Set.of(OPERATOR_NAMESPACE, EXAMPLE);

    /** What scopes of namespaces may name though it is not the operator's: images that cannot be had. */
    private static final String ALLOWED_IMAGES = "tenants.allowedImages={nowhere.invalid/*}";

    /** Lifetime of members' certificates: they are renewed again and again while the tests run. */
    static final Duration CERTIFICATES = Duration.ofMinutes(2);

    /** Until Deployments have rolled on a busy machine of two cores. */
    static final Duration ROLLOUT = Duration.ofMinutes(4);

    /** Until registrars and operator have noticed something. */
    static final Duration NOTICE = Duration.ofMinutes(1);

    private static final List<String> IMAGES = List.of(
            "rserpool/registrar:0.1.0",
            "rserpool/pe-sidecar:0.1.0",
            "rserpool/pu-sidecar:0.1.0",
            "rserpool/operator:0.1.0",
            "rserpool-demo/socat:1");

    private static final ObjectMapper JSON = new ObjectMapper();
    static final int PE_MANAGEMENT = 9091;
    static final int PU_MANAGEMENT = 9092;

    private final KindCluster cluster;
    private final Path project = LocalSystem.project();
    private String firstAuthority = "";

    private KindSystem(KindCluster cluster) {
        this.cluster = cluster;
    }

    /** Installs the product in a cluster, which is closed with this; workloads come with {@link #applyWorkloads}. */
    static KindSystem start(KindCluster cluster, Path logs) {
        var system = new KindSystem(cluster);
        try {
            system.install();
            return system;
        } catch (RuntimeException | AssertionError e) {
            ClusterLogs.write(system.client(), logs.resolve("installation"));
            system.close();
            throw e;
        }
    }

    private void install() {
        cluster.loadImages(IMAGES);
        createNamespace(OPERATOR_NAMESPACE);
        // In a cluster that was there before they have the former images, under the same names.
        client().pods().inNamespace(OPERATOR_NAMESPACE).delete();
        installChart();
        firstAuthority = authority();
        askForTheNextAuthority();
    }

    private Resource<Secret> authoritySecret() {
        return client().secrets().inNamespace(OPERATOR_NAMESPACE).withName("rserpool-authority");
    }

    /** {@return the certificate of the authority that signs members' certificates now} */
    String authority() {
        return authoritySecret().get().getData().get("tls.crt");
    }

    /** {@return the lines of its private key, as it stands in PEM} */
    List<String> authorityKey() {
        var pem = Base64.getDecoder().decode(authoritySecret().get().getData().get("tls.key"));
        return new String(pem, StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("-"))
                .toList();
    }

    /** {@return the one of the installation} */
    String firstAuthority() {
        return firstAuthority;
    }

    private void askForTheNextAuthority() {
        authoritySecret().edit(secret -> new SecretBuilder(secret)
                .editMetadata()
                .addToAnnotations("rserpool.io/renew-authority", "now")
                .endMetadata()
                .build());
    }

    /** Installs the chart, or gives back what is missing of it. */
    void installChart() {
        Commands.run(
                project.toFile(),
                Map.of("KUBECONFIG", cluster.kubeconfig().toString()),
                "helm",
                "upgrade",
                "--install",
                "rserpool",
                "charts/rserpool",
                "--namespace",
                OPERATOR_NAMESPACE,
                "--set",
                ALLOWED_IMAGES,
                "--set",
                "signer.certificateLifetime=" + CERTIFICATES,
                "--set",
                cluster.clientAuthority(),
                "--wait",
                "--timeout",
                "4m");
        await().atMost(ROLLOUT)
                .untilAsserted(() -> assertThat(registrars().pods()).hasSize(3).allMatch(Readiness::isPodReady));
    }

    void uninstallChart() {
        Commands.run(
                project.toFile(),
                Map.of("KUBECONFIG", cluster.kubeconfig().toString()),
                "helm",
                "uninstall",
                "rserpool",
                "--namespace",
                OPERATOR_NAMESPACE,
                "--wait");
    }

    KubernetesClient client() {
        return cluster.client();
    }

    KindCluster cluster() {
        return cluster;
    }

    Registrars registrars() {
        return new Registrars(client(), OPERATOR_NAMESPACE);
    }

    /** Creates a namespace that admits nothing but restricted pods. */
    void createNamespace(String name) {
        client().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels(RESTRICTED, "restricted")
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    /** Lets the operator make registrars in a namespace, as the chart's {@code values.yaml} says. */
    void grantScopes(String namespace) {
        var role = "--clusterrole=rserpool-%s-scopes".formatted(OPERATOR_NAMESPACE);
        var account = "--serviceaccount=%s:%s".formatted(OPERATOR_NAMESPACE, OPERATOR);
        cluster.kubectl("create", "rolebinding", "rserpool-scopes", "-n", namespace, role, account);
    }

    /** Removes the namespaces of a class of tests, with all that is in them; the example's stays. */
    void removeNamespaces() {
        client().namespaces().withLabel(RESTRICTED).list().getItems().stream()
                .filter(namespace -> !KEPT.contains(namespace.getMetadata().getName()))
                .forEach(namespace -> client().resource(namespace).delete());
    }

    /** Applies a file of {@code examples/} in a namespace. */
    List<HasMetadata> applyExample(String namespace, String file) {
        try (var input = Files.newInputStream(project.resolve("examples").resolve(file))) {
            return client().load(input).inNamespace(namespace).serverSideApply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies YAML in a namespace. */
    List<HasMetadata> apply(String namespace, String yaml) {
        var input = new java.io.ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
        return client().load(input).inNamespace(namespace).serverSideApply();
    }

    /** Applies the example's workloads and waits for them. */
    void applyWorkloads(String namespace) {
        createNamespace(namespace);
        applyExample(namespace, "workloads.yaml");
        awaitRollouts(namespace);
    }

    /** Waits until all Deployments run what their templates say, and nothing else of them runs. */
    void awaitRollouts(String namespace) {
        await().atMost(ROLLOUT).untilAsserted(() -> {
            assertThat(client().apps()
                            .deployments()
                            .inNamespace(namespace)
                            .list()
                            .getItems())
                    .isNotEmpty()
                    .allSatisfy(deployment -> {
                        var status = deployment.getStatus();
                        var wanted = deployment.getSpec().getReplicas();
                        assertThat(status.getObservedGeneration())
                                .isEqualTo(deployment.getMetadata().getGeneration());
                        assertThat(status.getUpdatedReplicas()).isEqualTo(wanted);
                        assertThat(status.getReadyReplicas()).isEqualTo(wanted);
                        assertThat(status.getReplicas()).isEqualTo(wanted);
                    });
            assertThat(client().pods().inNamespace(namespace).list().getItems())
                    .allMatch(pod -> pod.getMetadata().getDeletionTimestamp() == null);
        });
    }

    /** {@return the living pods of a Deployment of the example, by its label {@code app}} */
    List<Pod> pods(String namespace, String app) {
        return client().pods().inNamespace(namespace).withLabel("app", app).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> !"Failed".equals(pod.getStatus().getPhase()))
                .toList();
    }

    /** Waits until every registrar has exactly the example's running servers, and all copies are equal. */
    void awaitAgreement() {
        await().atMost(ROLLOUT).untilAsserted(() -> {
            var servers = pods(EXAMPLE, POOL).stream()
                    .map(pod -> pod.getStatus().getPodIP())
                    .collect(Collectors.toSet());
            var copies = registrars().copies();
            assertThat(copies).hasSize(3);
            assertThat(servers).hasSize(SERVERS);
            assertThat(copies)
                    .allSatisfy(copy -> assertThat(copy.addresses(HANDLE)).isEqualTo(servers));
            assertThat(copies.stream().map(Registrars.Copy::checksums).distinct())
                    .hasSize(1);
        });
    }

    /** {@return the server's pod that serves a session now} */
    Optional<Pod> servingPod() {
        return pods(EXAMPLE, POOL).stream().filter(pod -> sessions(pod) > 0).findFirst();
    }

    private int sessions(Pod pod) {
        return json(pod, PE_MANAGEMENT, "sessions").path("total").asInt();
    }

    /** {@return a container's log; empty if there is none yet} */
    String log(String namespace, String pod, String container) {
        try {
            return client().pods()
                    .inNamespace(namespace)
                    .withName(pod)
                    .inContainer(container)
                    .getLog();
        } catch (KubernetesClientException e) {
            return "";
        }
    }

    /** Runs something while no replica of the operator runs, and waits afterwards for all of them. */
    void withoutOperator(Runnable body) {
        int replicas = operator().get().getSpec().getReplicas();
        scaleOperator(0);
        try {
            body.run();
        } finally {
            scaleOperator(replicas);
        }
    }

    private void scaleOperator(int replicas) {
        operator().scale(replicas);
        // Those that are being terminated still answer the webhook.
        await().atMost(ROLLOUT)
                .untilAsserted(() -> assertThat(operatorPods().list().getItems())
                        .hasSize(replicas)
                        .allMatch(Readiness::isPodReady));
    }

    private RollableScalableResource<Deployment> operator() {
        return client().apps().deployments().inNamespace(OPERATOR_NAMESPACE).withName(OPERATOR);
    }

    FilterWatchListDeletable<Pod, PodList, PodResource> operatorPods() {
        return client().pods().inNamespace(OPERATOR_NAMESPACE).withLabel("app.kubernetes.io/name", OPERATOR);
    }

    /** {@return how many times the client's pu-sidecar has moved a session to another element} */
    long failovers() {
        return metrics(pods(EXAMPLE, "client").getFirst(), PU_MANAGEMENT)
                .lines()
                .filter(line -> line.startsWith("rserpool_pu_failovers_total"))
                .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                .sum();
    }

    /** {@return a page of a management interface; null as JSON has it if there is no answer} */
    JsonNode json(Pod pod, int port, String path) {
        try {
            return JSON.readTree(page(pod, port, path).orElse("null"));
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }

    /** {@return the metrics of a management interface, as soon as it answers} */
    String metrics(Pod pod, int port) {
        return await().atMost(NOTICE)
                .until(() -> page(pod, port, "q/metrics"), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> page(Pod pod, int port, String path) {
        var metadata = pod.getMetadata();
        return new Pages(client()).read(metadata.getNamespace(), metadata.getName(), port, path);
    }

    /** {@return the example's client, as it runs now} */
    Client exampleClient() {
        var pod = pods(EXAMPLE, "client").getFirst().getMetadata().getName();
        return new Client(client(), EXAMPLE, pod);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
