package io.rserpool.e2e.kind;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes what is needed to understand a failure: logs of every pod, pods, events, custom resources, workloads. */
final class ClusterLogs {
    private static final Set<String> NOT_OURS =
            Set.of("kube-system", "kube-public", "kube-node-lease", "local-path-storage");
    private static final List<String> KINDS = List.of("Pool", "PoolUser", "OperationScope");

    private ClusterLogs() {}

    static void write(KubernetesClient client, Path directory) {
        try {
            Files.createDirectories(directory);
            for (var pod : client.pods().inAnyNamespace().list().getItems()) {
                if (!NOT_OURS.contains(pod.getMetadata().getNamespace())) {
                    write(client, directory, pod);
                }
            }
            yaml(
                    directory,
                    "events",
                    () -> client.v1().events().inAnyNamespace().list());
            yaml(
                    directory,
                    "deployments",
                    () -> client.apps().deployments().inAnyNamespace().list());
            for (var kind : KINDS) {
                yaml(directory, kind, () -> client.genericKubernetesResources("rserpool.io/v1alpha1", kind)
                        .inAnyNamespace()
                        .list());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(KubernetesClient client, Path directory, Pod pod) throws IOException {
        var metadata = pod.getMetadata();
        var name = metadata.getNamespace() + "." + metadata.getName();
        yaml(directory, name, () -> pod);
        var handle = client.pods().inNamespace(metadata.getNamespace()).withName(metadata.getName());
        var containers = Stream.concat(
                        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .map(Container::getName)
                .toList();
        for (var container : containers) {
            var logs = handle.inContainer(container);
            text(directory, name + "." + container + ".log", logs::getLog);
            text(directory, name + "." + container + ".previous.log", () -> logs.terminated()
                    .getLog());
        }
    }

    private static void yaml(Path directory, String name, Supplier<Object> object) throws IOException {
        text(directory, name + ".yaml", () -> Serialization.asYaml(object.get()));
    }

    private static void text(Path directory, String file, Supplier<String> content) throws IOException {
        try {
            var text = content.get();
            if (text != null && !text.isBlank()) {
                Files.writeString(directory.resolve(file), text);
            }
        } catch (KubernetesClientException e) {
            // A container that never ran has no log.
            if (e.getCode() != 400 && e.getCode() != 404) {
                Files.writeString(directory.resolve(file), "not to be had: " + e.getMessage());
            }
        }
    }
}
