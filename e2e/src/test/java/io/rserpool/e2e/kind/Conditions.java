package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the operator says about the custom resources of a namespace. */
final class Conditions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final String namespace;

    Conditions(KindSystem system, String namespace) {
        this.client = system.client();
        this.namespace = namespace;
    }

    /**
     * A condition of a resource.
     *
     * @param type such as Ready
     * @param status True, False, Unknown; empty if there is no such condition
     */
    record Condition(String type, String status, String reason, String message) {
        boolean isTrue() {
            return status.equals("True");
        }

        boolean isFalse() {
            return status.equals("False");
        }
    }

    List<Condition> all(String kind, String name) {
        return StreamSupport.stream(status(kind, name).path("conditions").spliterator(), false)
                .map(json -> new Condition(
                        json.path("type").asText(),
                        json.path("status").asText(),
                        json.path("reason").asText(),
                        json.path("message").asText()))
                .toList();
    }

    /** {@return a condition; one with empty texts if the resource or the condition is not there} */
    Condition of(String kind, String name, String type) {
        return all(kind, name).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElse(new Condition(type, "", "", ""));
    }

    JsonNode status(String kind, String name) {
        var resource = client.genericKubernetesResources("rserpool.io/v1alpha1", kind)
                .inNamespace(namespace)
                .withName(name)
                .get();
        return JSON.valueToTree(resource).path("status");
    }

    void awaitTrue(String kind, String name, String type, Duration atMost) {
        await().atMost(atMost).untilAsserted(() -> assertThat(of(kind, name, type))
                .as(() -> "%s %s: %s".formatted(kind, name, all(kind, name)))
                .matches(Condition::isTrue));
    }

    /** Waits for a condition to be false for a reason, and {@return it}. */
    Condition awaitFalse(String kind, String name, String type, String reason, Duration atMost) {
        await().atMost(atMost).untilAsserted(() -> assertThat(of(kind, name, type))
                .as(() -> "%s %s: %s".formatted(kind, name, all(kind, name)))
                .matches(Condition::isFalse)
                .returns(reason, Condition::reason));
        return of(kind, name, type);
    }
}
