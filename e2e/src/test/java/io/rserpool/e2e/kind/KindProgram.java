package io.rserpool.e2e.kind;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Clusters of the program {@code kind}: of more than one node, or one that is there already. */
final class KindProgram {
    /** The node image of {@code e2e/kind/setup.sh}; kind's default would be looked for in a registry. */
    private static final String IMAGE = "kindest/node:v1.34.0";

    private static final String PREFIX = "rserpool-e2e-";

    private static final String NODES = """
            kind: Cluster
            apiVersion: kind.x-k8s.io/v1alpha4
            nodes:
              - role: control-plane
              - role: worker
              - role: worker
            """;

    private KindProgram() {}

    /** Makes a cluster of a control plane and two workers. */
    static KindCluster threeNodes(Path directory) {
        removeAbandoned(directory);
        var name = PREFIX + Owner.current();
        try {
            var configuration = Files.writeString(directory.resolve("nodes.yaml"), NODES);
            var create = List.of("create", "cluster", "--name", name, "--image", IMAGE, "--wait", "3m");
            kind(with(create, "--config", configuration.toString(), "--kubeconfig", kubeconfig(directory)));
            var cluster = cluster(name, directory, () -> delete(name, directory));
            // What kind waits for is the control plane.
            cluster.kubectl("wait", "node", "--all", "--for=condition=Ready", "--timeout=3m");
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            delete(name, directory);
            throw e;
        }
    }

    /** {@return a cluster that somebody made by {@code kind create cluster --name ...}; it is left as the tests leave it} */
    static KindCluster existing(String name, Path directory) {
        return cluster(name, directory, () -> {});
    }

    private static KindCluster cluster(String name, Path directory, Runnable end) {
        return new KindCluster(
                lines(kind(List.of("get", "nodes", "--name", name))),
                kind(List.of("get", "kubeconfig", "--name", name)),
                directory,
                false,
                end);
    }

    private static void removeAbandoned(Path directory) {
        for (var cluster : lines(kind(List.of("get", "clusters")))) {
            if (cluster.startsWith(PREFIX) && !Owner.isAlive(cluster.substring(PREFIX.length()))) {
                delete(cluster, directory);
            }
        }
    }

    private static void delete(String name, Path directory) {
        kind(List.of("delete", "cluster", "--name", name, "--kubeconfig", kubeconfig(directory)));
    }

    /** Not the user's own one. */
    private static String kubeconfig(Path directory) {
        return directory.resolve("kubeconfig").toString();
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toList();
    }

    private static String kind(List<String> arguments) {
        var command = Stream.concat(Stream.of("kind"), arguments.stream()).toArray(String[]::new);
        return Commands.run(new File("."), Map.of(), command);
    }
}
