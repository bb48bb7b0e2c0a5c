package io.rserpool.e2e.kind;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Kind cluster: its nodes are containers of the local Docker. */
final class KindCluster implements AutoCloseable {
    private final List<String> nodes;
    private final Runnable end;
    private final KubernetesClient client;
    private final Path kubeconfig;
    private final boolean certified;

    /**
     * @param nodes the nodes' containers
     * @param kubeconfig its content; it is written to the directory
     * @param certified whether its API server shows webhooks a certificate
     * @param end removes the cluster
     */
    KindCluster(List<String> nodes, String kubeconfig, Path directory, boolean certified, Runnable end) {
        this.nodes = nodes;
        this.certified = certified;
        this.end = end;
        try {
            this.kubeconfig = Files.writeString(directory.resolve("kubeconfig"), kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
    }

    KubernetesClient client() {
        return client;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** {@return what the chart's webhook asks of API servers, as Helm takes it} */
    String clientAuthority() {
        return certified
                ? "webhook.clientAuthority.configMap=kube-root-ca.crt,webhook.clientAuthority.names={kube-apiserver-kubelet-client}"
                : "webhook.clientAuthority.configMap=";
    }

    /** {@return the nodes that take pods: of several, all but the control plane} */
    List<String> workers() {
        return nodes.size() == 1
                ? nodes
                : nodes.stream()
                        .filter(node -> !node.endsWith("control-plane"))
                        .sorted()
                        .toList();
    }

    /** Loads images of the local Docker into the nodes. */
    void loadImages(List<String> images) {
        var save = new ArrayList<>(List.of("docker", "save"));
        save.addAll(images);
        for (var node : workers()) {
            Commands.pipe(save, List.of("docker", "exec", "-i", node, "ctr", "-n", "k8s.io", "images", "import", "-"));
        }
    }

    /** SIGKILL to all processes of a pod's container, from outside of it. */
    void killContainer(Pod pod, String name) {
        var id = Stream.concat(
                        pod.getStatus().getContainerStatuses().stream(),
                        pod.getStatus().getInitContainerStatuses().stream())
                .filter(status -> status.getName().equals(name))
                .map(ContainerStatus::getContainerID)
                .findFirst()
                .orElseThrow()
                .replace("containerd://", "");
        docker("exec", node(pod), "ctr", "-n", "k8s.io", "task", "kill", "--signal", "SIGKILL", id);
    }

    /** {@return the container of the node on which a pod runs} */
    private String node(Pod pod) {
        return nodes.size() == 1 ? nodes.getFirst() : pod.getSpec().getNodeName();
    }

    /** Stops all processes of a node, without a farewell, until {@link #resume}. */
    void pause(String node) {
        docker("pause", node);
    }

    void resume(String node) {
        docker("unpause", node);
    }

    private static void docker(String... arguments) {
        run(Map.of(), "docker", arguments);
    }

    /** {@return what the API server of a cluster of one node logs of the operator's requests: a JSON object in each line} */
    String auditLog() {
        return run(Map.of(), "docker", "exec", nodes.getFirst(), "cat", "/var/log/rserpool-e2e/audit.log");
    }

    /** {@return what kubectl says; it must end with 0} */
    String kubectl(String... arguments) {
        return run(Map.of("KUBECONFIG", kubeconfig.toString()), "kubectl", arguments);
    }

    private static String run(Map<String, String> environment, String program, String... arguments) {
        var command =
                Stream.concat(Stream.of(program), Arrays.stream(arguments)).toArray(String[]::new);
        return Commands.run(Path.of(".").toFile(), environment, command);
    }

    @Override
    public void close() {
        client.close();
        end.run();
    }
}
