package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Follows the README's "On your cluster" to the letter, from an empty cluster to a survived kill and back to nothing left. What stands for the
 * reader's registry, and for Kind's program, is the loading of the images into this cluster's node.
 */
@Tag("kind")
@Order(100)
class ReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final String REGISTRY = " \\\n  --set image.registry=registry.example.org/team";
    private static final Duration SOON = Duration.ofMinutes(3);

    private static final List<String> IMAGES = List.of(
            "rserpool/registrar:0.1.0",
            "rserpool/pe-sidecar:0.1.0",
            "rserpool/pu-sidecar:0.1.0",
            "rserpool/operator:0.1.0",
            "rserpool-demo/socat:1");

    private static final Path PROJECT = LocalSystem.project();
    private static KindCluster cluster;

    @BeforeAll
    static void emptyCluster() throws IOException {
        cluster = OneNode.start(Files.createDirectories(PROJECT.resolve("e2e/target/logs/readme")));
    }

    @AfterAll
    static void remove() {
        if (cluster != null) {
            ClusterLogs.write(cluster.client(), PROJECT.resolve("e2e/target/logs/readme/end"));
            cluster.close();
        }
    }

    private static List<String> blocks() throws IOException {
        var readme = Files.readString(PROJECT.resolve("README.md"));
        var section =
                readme.substring(readme.indexOf("\n## On your cluster"), readme.indexOf("\n## Without Kubernetes"));
        return BLOCK.matcher(section)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static String bash(String block) {
        var environment = Map.of("KUBECONFIG", cluster.kubeconfig().toString());
        return Commands.run(PROJECT.toFile(), environment, "bash", "-euo", "pipefail", "-c", block);
    }

    @Test
    void everyBlockWorksAsWritten() throws IOException {
        var blocks = blocks();
        assertThat(blocks).hasSize(6);
        assertThat(blocks.get(0)).isEqualTo("images/build\nimages/push registry.example.org/team\n");
        assertThat(blocks.get(1)).startsWith("images/build\nkind load docker-image rserpool/");
        bash("images/build");
        cluster.loadImages(IMAGES);

        assertThat(blocks.get(2)).contains(REGISTRY);
        bash(blocks.get(2).replace(REGISTRY, ""));
        assertThat(bash(blocks.get(3))).contains("files", "client", "True");
        startClientAnew();
        sessionsSurvive(blocks.get(4));
        bash(blocks.get(5));
        nothingIsLeft();
    }

    /** A download that began before the pool had elements went to the Service, and ends or hangs as it would without us. */
    private static void startClientAnew() {
        bash("old=$(kubectl get pods --namespace shop -l app=client -o name)\n"
                + "kubectl rollout restart --namespace shop deployment/client\n"
                + "kubectl rollout status --namespace shop deployment/client --timeout 3m\n"
                + "kubectl wait --namespace shop --for=delete $old --timeout 3m || true\n");
    }

    /** The server that is killed may not be the one that serves; the text says so. */
    private static void sessionsSurvive(String block) {
        await().atMost(SOON).pollInterval(Duration.ofSeconds(5)).until(() -> bash(block)
                .contains("failover: session="));
        await().atMost(SOON).until(() -> bash("kubectl logs --namespace shop deployment/client -c client")
                .contains("every byte is right"));
        assertThat(bash("kubectl logs --namespace shop deployment/client -c client"))
                .doesNotContain("BROKEN");
    }

    private static void nothingIsLeft() {
        var left = "kubectl get namespaces,crds,clusterroles,clusterrolebindings,mutatingwebhookconfigurations -o name"
                + " | grep -E 'rserpool|/shop$' || true";
        await().atMost(SOON).untilAsserted(() -> assertThat(bash(left)).isEmpty());
        assertThat(bash("kubectl get pods --all-namespaces -l rserpool.io/injected -o name"))
                .doesNotContain("pod/");
    }
}
