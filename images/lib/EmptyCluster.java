import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The API server of a cluster with nothing in it, for the operator's training run: it keeps what it is given, has no events to report,
 * and checks nothing. Usage: java EmptyCluster.java ADDRESS PORT.
 */
public final class EmptyCluster {
    /** Path of a collection or of one object: group and version, perhaps a namespace, plural, perhaps name and subresource. */
    private static final Pattern PATH = Pattern.compile(
            "/(?:api|apis/[^/]+)/[^/]+/(?:namespaces/(?<namespace>[^/]+)/)?(?<plural>[^/]+)(?:/(?<name>[^/]+)(?:/[^/]+)?)?");

    private static final Pattern NAME = Pattern.compile("\"metadata\"\\s*:\\s*\\{.*?\"name\"\\s*:\\s*\"([^\"]+)\"", Pattern.DOTALL);
    private static final String EVERYTHING_ALLOWED = """
            {"kind":"SelfSubjectRulesReview","apiVersion":"authorization.k8s.io/v1","metadata":{},"spec":{},"status":{"incomplete":false,
            "nonResourceRules":[],"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}}
            """;
    private static final CountDownLatch FOREVER = new CountDownLatch(1);

    private final NavigableMap<String, String> objects = new ConcurrentSkipListMap<>();

    private EmptyCluster() {}

    /** Serves until it is killed. */
    public static void main(String[] arguments) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", new EmptyCluster()::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var query = exchange.getRequestURI().getQuery();
            if (query != null && query.contains("watch=true")) {
                watch(exchange);
                return;
            }
            var parts = PATH.matcher(path);
            var known = parts.matches();
            switch (exchange.getRequestMethod()) {
                case "GET" -> get(exchange, path, known && parts.group("name") == null);
                case "DELETE" -> reply(exchange, 200, objects.remove(path));
                case "POST" -> post(exchange, path, body);
                default -> put(exchange, 200, path, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not by WebSocket: to a plain 200 clients answer with a plain GET. */
    private static void watch(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        if (!exchange.getRequestHeaders().containsKey("Upgrade")) {
            FOREVER.await();
        }
    }

    private void post(HttpExchange exchange, String path, String body) throws IOException {
        if (path.endsWith("/selfsubjectrulesreviews")) {
            reply(exchange, 201, EVERYTHING_ALLOWED);
        } else {
            put(exchange, 201, path + "/" + name(body), body);
        }
    }

    private static String name(String body) {
        Matcher name = NAME.matcher(body);
        return name.find() ? name.group(1) : "unnamed";
    }

    private void put(HttpExchange exchange, int status, String path, String body) throws IOException {
        objects.put(path, body);
        reply(exchange, status, body);
    }

    private void get(HttpExchange exchange, String path, boolean collection) throws IOException {
        if (collection) {
            var items = objects.tailMap(path + "/").entrySet().stream()
                    .takeWhile(entry -> entry.getKey().startsWith(path + "/"))
                    .map(Map.Entry::getValue)
                    .collect(Collectors.joining(","));
            reply(exchange, 200, "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":["
                    + items + "]}");
        } else {
            var object = objects.get(path);
            reply(exchange, object == null ? 404 : 200, object);
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = (body == null ? "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":" + status + "}" : body)
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
