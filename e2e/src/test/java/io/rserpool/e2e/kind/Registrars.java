package io.rserpool.e2e.kind;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The registrars of the default scope, seen by forwarded ports. */
final class Registrars {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MANAGEMENT_PORT = 9090;

    private final KubernetesClient client;
    private final String namespace;

    Registrars(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * A registrar's copy of the handlespace.
     *
     * @param pod its pod
     * @param json what GET /handlespace says
     */
    record Copy(String pod, JsonNode json) {
        String serverId() {
            return json.path("serverId").asText();
        }

        /** {@return the checksums of all owners' elements, by owner; equal copies have equal ones} */
        JsonNode checksums() {
            return json.path("checksums");
        }

        List<JsonNode> elements(String handle) {
            return StreamSupport.stream(json.path("pools").spliterator(), false)
                    .filter(pool -> pool.path("handle").asText().equals(handle))
                    .flatMap(pool -> StreamSupport.stream(pool.path("elements").spliterator(), false))
                    .toList();
        }

        Set<String> addresses(String handle) {
            return elements(handle).stream()
                    .map(element -> element.path("address").asText())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    List<Pod> pods() {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/name", "rserpool-registrar")
                .list()
                .getItems();
    }

    /** {@return the copies of those registrars that answer} */
    List<Copy> copies() {
        return pods().parallelStream()
                .map(pod -> copy(pod.getMetadata().getName()))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Copy> copy(String pod) {
        return new Pages(client)
                .read(namespace, pod, MANAGEMENT_PORT, "handlespace")
                .map(text -> new Copy(pod, parse(text)));
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the registrar that looks after the element with this address} */
    Optional<Copy> homeOf(String handle, String address) {
        var copies = copies();
        return copies.stream()
                .flatMap(copy -> copy.elements(handle).stream())
                .filter(element -> element.path("address").asText().equals(address))
                .map(element -> element.path("home").asText())
                .flatMap(home -> copies.stream().filter(copy -> copy.serverId().equals(home)))
                .findFirst();
    }
}
