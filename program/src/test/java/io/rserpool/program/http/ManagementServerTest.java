package io.rserpool.program.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private ManagementServer server;
    private HttpClient client;

    @BeforeEach
    void start() {
        server = ManagementServer.bind(InetAddress.getLoopbackAddress(), 0, registry, PageGate.open());
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void manyPathsHaveOneHandlerThatReadsTheirBodies() throws Exception {
        server.handleBelow("/things/", Set.of("PUT"), request -> {
            try {
                var body = request.body(3).map(bytes -> bytes.length + "").orElse("too long");
                return CompletableFuture.completedFuture(HttpReply.bytes(
                        200,
                        StandardCharsets.UTF_8.encode(request.below() + " "
                                + request.caller().query("x").orElse("-") + " " + body)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        server.start();

        assertThat(put("/things/a/b?x=1&y", "abc")).isEqualTo("200 a/b 1 3");
        assertThat(put("/things/", "abcd")).isEqualTo("200  - too long");
        assertThat(get("/things/a").statusCode()).isEqualTo(405);
        assertThat(put("/things", "")).startsWith("404");
    }

    private String put(String path, String body) throws IOException, InterruptedException {
        var answer = client.send(
                request(path).PUT(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void healthHasTheShapeOfMicroProfile() throws Exception {
        server.health()
                .live("loop", () -> HealthCheck.Result.of(true))
                .ready("download", () -> new HealthCheck.Result(false, Map.of("mentor", "0x1")));
        server.start();

        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/q/health/live").body())
                .isEqualTo("{\"status\":\"UP\",\"checks\":[{\"name\":\"loop\",\"status\":\"UP\"}]}");
        var ready = get("/q/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .isEqualTo("{\"status\":\"DOWN\",\"checks\":[{\"name\":\"download\",\"status\":\"DOWN\","
                        + "\"data\":{\"mentor\":\"0x1\"}}]}");
        assertThat(get("/q/health").statusCode()).isEqualTo(503);
    }

    @Test
    void aCheckThatThrowsIsDown() throws Exception {
        server.health().live("broken", () -> {
            throw new IllegalStateException("no answer");
        });
        server.start();

        assertThat(get("/q/health/live").statusCode()).isEqualTo(503);
        assertThat(get("/q/health/live").body()).contains("no answer");
    }

    @Test
    void metricsAreExposed() throws Exception {
        var counter = Counter.builder()
                .name("rserpool_test_total")
                .help("A test")
                .labelNames("kind")
                .register(registry);
        ProcessMetrics.register(registry);
        counter.labelValues("x").inc(3);
        server.start();

        var response = get("/q/metrics");

        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(response.body())
                .contains("rserpool_test_total{kind=\"x\"} 3.0")
                .containsPattern("process_resident_memory_bytes [1-9]")
                .containsPattern("process_cpu_seconds_total [0-9]")
                .containsPattern("process_threads [1-9]");
    }

    @Test
    void pagesAnswerExactPathsAndMethodsOnly() throws Exception {
        server.json("/list", () -> Map.of("items", List.of(1, true, "a\"b")));
        server.start();

        assertThat(get("/list").body()).isEqualTo("{\"items\":[1,true,\"a\\\"b\"]}");
        assertThat(get("/list/more").statusCode()).isEqualTo(404);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        var post = client.send(
                request("/list").POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(post.statusCode()).isEqualTo(405);
    }

    @Test
    void waitingHandlersHoldNoThread() throws Exception {
        var drained = new CompletableFuture<HttpReply>();
        server.handle("/drain", Set.of("GET", "POST"), caller -> drained);
        server.start();

        var waiting = List.of(1, 2, 3, 4).stream()
                .map(i -> client.sendAsync(request("/drain").build(), HttpResponse.BodyHandlers.ofString()))
                .toList();
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        drained.complete(HttpReply.text(200, "drained\n"));

        for (var answer : waiting) {
            assertThat(answer.get().body()).isEqualTo("drained\n");
        }
    }

    @Test
    void aFailedHandlerAnswers500() throws Exception {
        server.json("/broken", () -> {
            throw new IllegalStateException("secret");
        });
        server.start();

        assertThat(get("/broken").statusCode()).isEqualTo(500);
        assertThat(get("/broken").body()).doesNotContain("secret");
    }

    @Test
    void garbageDoesNotStopIt() throws Exception {
        server.start();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("\0\1\2 nonsense\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsNamed() {
        assertThatThrownBy(() -> ManagementServer.bind(
                        InetAddress.getLoopbackAddress(), server.port(), registry, PageGate.open()))
                .hasMessageContaining("management port 127.0.0.1:" + server.port() + " cannot be bound");
    }

    @Test
    void aPageMayDependOnTheQuery() throws Exception {
        server.jsonAsync(
                        "/echo",
                        caller -> CompletableFuture.completedFuture(List.of(
                                caller.query("a").orElse("-"),
                                caller.query("b c").orElse("-"))))
                .start();

        assertThat(get("/echo?a=1%262&x=y&b+c=%C3%BC&a=3").body()).isEqualTo("[\"1&2\",\"\u00fc\"]");
        assertThat(get("/echo?a&=&b").body()).isEqualTo("[\"-\",\"-\"]");
        assertThat(get("/echo").body()).isEqualTo("[\"-\",\"-\"]");
    }
}
