package io.rserpool.e2e.kind;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Pages of management interfaces, as people read them: by a forwarded port, which is the pod's own loopback. */
final class Pages {
    /** A node that stands still never answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final int OK = 200;

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final KubernetesClient client;

    Pages(KubernetesClient client) {
        this.client = client;
    }

    /** {@return the page; nothing if there is no answer, or another one} */
    Optional<String> read(String namespace, String pod, int port, String path) {
        try (var forward = client.pods().inNamespace(namespace).withName(pod).portForward(port)) {
            var address = URI.create("http://127.0.0.1:%d/%s".formatted(forward.getLocalPort(), path));
            var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            var answer = HTTP.send(request, BodyHandlers.ofString());
            return answer.statusCode() == OK ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException | KubernetesClientException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
