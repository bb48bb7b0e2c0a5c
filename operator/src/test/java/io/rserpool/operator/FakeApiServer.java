package io.rserpool.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As much of an API server as the operator's requests need: it gets, lists (all of a collection, whatever the selector), creates,
 * replaces what has not changed since, merges every kind of patch, and refuses what it is told to.
 */
public final class FakeApiServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final HttpServer server;
    private final KubernetesClient client;
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private volatile UnaryOperator<ObjectNode> admission = UnaryOperator.identity();
    private final Map<String, Consumer<ObjectNode>> reviews = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    public FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    public KubernetesClient client() {
        return client;
    }

    /** Puts an object, as YAML, under its path. */
    public void put(String path, String yaml) {
        try {
            store(path, (ObjectNode) YAML.readTree(yaml));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Merges some YAML into an object, as controllers do with its status. */
    public synchronized void merge(String path, String yaml) {
        try {
            merge(objects.get(path), YAML.readTree(yaml));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void store(String path, ObjectNode object) {
        objects.put(path, object);
    }

    /** {@return the object, or nothing ("missing")} */
    public synchronized JsonNode get(String path) {
        var object = objects.get(path);
        return object == null ? JSON.missingNode() : object.deepCopy();
    }

    /** {@return all objects under a path} */
    public synchronized List<JsonNode> all(String prefix) {
        return under(prefix).map(o -> (JsonNode) o.deepCopy()).toList();
    }

    /** Answers requests of a method and path ("PATCH /apis/…") with a status from now on; 0 ends that. */
    public void refuse(String request, int status) {
        refused.put(request, status);
    }

    /** What admission makes of objects in dry runs, which is as they are at first. */
    public void admit(UnaryOperator<ObjectNode> admission) {
        this.admission = admission;
    }

    /** What becomes of objects of a kind that are only answered, such as reviews. */
    public void onCreate(String kind, Consumer<ObjectNode> answer) {
        reviews.put(kind, answer);
    }

    /** {@return method and path of all requests but GETs} */
    public List<String> writes() {
        return requests.stream().filter(r -> !r.startsWith("GET")).toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var request = exchange.getRequestMethod() + " " + path;
            var body = exchange.getRequestBody().readAllBytes();
            requests.add(request);
            int refusal = refused.getOrDefault(request, 0);
            if (refusal != 0) {
                answer(exchange, refusal, status(refusal, "refused by a test"));
            } else {
                handle(exchange, path, body);
            }
        }
    }

    private synchronized void handle(HttpExchange exchange, String path, byte[] body) throws IOException {
        var present = objects.get(path);
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                boolean one = present != null || objects.keySet().stream().noneMatch(p -> p.startsWith(path + "/"));
                if (present != null) {
                    answer(exchange, 200, present);
                } else if (one && !path.matches(".*/(pods|deployments|statefulsets|daemonsets|events)")) {
                    answer(exchange, 404, status(404, path + " not found"));
                } else {
                    answer(exchange, 200, list(path));
                }
            }
            case "POST" -> {
                var object = (ObjectNode) YAML.readTree(body);
                if (String.valueOf(exchange.getRequestURI().getQuery()).contains("dryRun=All")) {
                    answer(exchange, 201, admission.apply(object));
                    return;
                }
                var review = reviews.get(object.path("kind").asText());
                if (review != null) {
                    review.accept(object);
                    answer(exchange, 201, object);
                    return;
                }
                var name = path + "/" + object.at("/metadata/name").asText();
                if (objects.containsKey(name)) {
                    answer(exchange, 409, status(409, name + " already exists"));
                } else {
                    object.withObject("/metadata").put("resourceVersion", "1");
                    objects.put(name, object);
                    answer(exchange, 201, object);
                }
            }
            case "PUT" -> replace(exchange, path, present, (ObjectNode) YAML.readTree(body));
            case "PATCH" -> {
                var patch = YAML.readTree(body);
                if (patch.isArray()) {
                    patch.forEach(p -> apply(present, p));
                } else {
                    merge(present, patch);
                    long generation = present.at("/metadata/generation").asLong(1);
                    present.withObject("/metadata").put("generation", generation + 1);
                }
                answer(exchange, 200, present);
            }
            default -> answer(exchange, 405, status(405, "not here"));
        }
    }

    /** What was read before somebody else wrote is not written. */
    private void replace(HttpExchange exchange, String path, @Nullable ObjectNode present, ObjectNode object)
            throws IOException {
        var version = "/metadata/resourceVersion";
        if (present == null) {
            answer(exchange, 404, status(404, path + " not found"));
        } else if (!object.at(version).equals(present.at(version))) {
            answer(exchange, 409, status(409, path + " has been modified"));
        } else {
            long next = present.at(version).asLong() + 1;
            object.withObject("/metadata").put("resourceVersion", String.valueOf(next));
            objects.put(path, object);
            answer(exchange, 200, object);
        }
    }

    private static void apply(ObjectNode target, JsonNode operation) {
        var path = operation.path("path").asText();
        int last = path.lastIndexOf('/');
        var parent = last == 0 ? target : (ObjectNode) target.at(path.substring(0, last));
        parent.set(path.substring(last + 1), operation.path("value"));
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(p -> {
            if (p.getValue().isObject() && target.path(p.getKey()).isObject()) {
                merge((ObjectNode) target.get(p.getKey()), p.getValue());
            } else {
                target.set(p.getKey(), p.getValue());
            }
        });
    }

    private ObjectNode list(String path) {
        var list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", "1");
        var items = list.putArray("items");
        under(path).forEach(items::add);
        return list;
    }

    private Stream<ObjectNode> under(String path) {
        return objects.entrySet().stream()
                .filter(e -> e.getKey().startsWith(path + "/"))
                .map(Map.Entry::getValue);
    }

    private static ObjectNode status(int code, String message) {
        return JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("code", code)
                .put("message", message);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }
}
