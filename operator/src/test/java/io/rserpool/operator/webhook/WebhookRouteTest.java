package io.rserpool.operator.webhook;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.service;
import static io.rserpool.operator.Fixtures.snapshot;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.zjsonpatch.JsonPatch;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Names;
import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Pem;
import io.rserpool.operator.certificate.RotatingKeyManager;
import io.rserpool.operator.certificate.TlsClients;
import io.rserpool.operator.injection.SidecarConfig;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.Snapshot;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The webhook as the API server meets it: over TLS, with the authority that the webhook's configuration names. */
class WebhookRouteTest {
    private static final Map<String, String> SERVER = Map.of("app", "files");
    private static final byte[] UPLOAD = new byte[8 << 20];
    private static final int UPLOADS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Certificates certificates = new Certificates();
    private final RotatingKeyManager keyManager = new RotatingKeyManager();
    private final List<Refusal> reported = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private Snapshot cached = snapshot(List.of(files()), List.of(client()));
    private Snapshot live = cached;
    private WebhookKeys keys;
    private final Vertx vertx = Vertx.vertx();
    private WebhookRoute route;
    private WebhookRoute impatient;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        keys = renew(null, Instant.now());
        keyManager.use(keys.server());
        var handler = new AdmissionHandler(
                Fixtures.injector(),
                () -> cached,
                () -> live,
                (namespace, image) -> namespace.equals("shop") && missing.contains(image),
                reported::addAll);
        route = new WebhookRoute(handler);
        impatient = new WebhookRoute(handler, Duration.ofSeconds(1));
        server = serve(route);
    }

    private HttpServer serve(WebhookRoute route) throws Exception {
        var router = Router.router(vertx);
        route.on(router);
        var tls = new WebhookTls(keyManager).getKeyStore(vertx).options;
        return await(vertx.createHttpServer(
                        new HttpServerOptions().setPort(0).setSsl(true).setKeyCertOptions(tls))
                .requestHandler(router)
                .listen());
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
        route.close();
        impatient.close();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private WebhookKeys renew(WebhookKeys present, Instant now) {
        return WebhookKeys.renewed(
                present, certificates, List.of("localhost"), now, Duration.ofDays(365), Duration.ofDays(365));
    }

    @Test
    void thePatchMakesThePlannedPod() throws Exception {
        var pod = pod("files-0", SERVER, 8080);
        var response = review(pod, false);
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("uid").asText()).isEqualTo("u-1");
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        var patch =
                JSON.readTree(Base64.getDecoder().decode(response.path("patch").asText()));
        var patched = JSON.treeToValue(JsonPatch.apply(patch, JSON.valueToTree(pod)), Pod.class);
        var planned = Fixtures.injector()
                .inject(pod, Planner.plan(cached, "shop", SERVER))
                .pod();
        assertThat(patched).isEqualTo(planned);
        assertThat(review(patched, false).has("patch")).isFalse();
    }

    @Test
    void otherPodsAreAllowedAsTheyAre() throws Exception {
        var response = review(pod("other", Map.of("app", "other"), 80), false);
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
    }

    @Test
    void aPodThatKnowsMoreThanThisReplicaMakesItLookAgain() throws Exception {
        cached = snapshot(List.of(), List.of());
        assertThat(review(pod("files-0", SERVER, 8080), false).has("patch")).isFalse();
        var restarted = pod("files-0", SERVER, 8080);
        restarted.getMetadata().setAnnotations(Map.of(Names.RESTARTED_FOR, "0123456789"));
        assertThat(review(restarted, false).has("patch")).isTrue();
    }

    /** The ports of a Service are part of what a template was restarted for. */
    @Test
    void aServiceThatThisReplicaDoesNotKnowYetMakesItLookAgain() throws Exception {
        var services = List.of(service("files", "{ports: [{port: 80, targetPort: 8080}]}"));
        live = snapshot(List.of(files()), List.of(client()), List.of(scope("default", "{}")), services);
        var labels = Map.of("app", "client");
        var restarted = pod("client-0", labels, 0);
        var hash = SidecarConfig.hash(Planner.plan(live, "shop", labels));
        restarted.getMetadata().setAnnotations(Map.of(Names.RESTARTED_FOR, hash));
        var patch = Base64.getDecoder()
                .decode(review(restarted, false).path("patch").asText());
        assertThat(new String(patch, StandardCharsets.UTF_8)).contains("listen=127.77.0.1:80\\n");
    }

    @Test
    void refusalsAreReportedButNotForDryRuns() throws Exception {
        var pod = pod("files-0", SERVER, 8080);
        pod.getSpec().setHostNetwork(true);
        review(pod, true);
        assertThat(reported).isEmpty();
        review(pod, false);
        assertThat(reported).extracting(Refusal::reason).containsExactly("HostNetwork");
    }

    /** That is worth more than a pod that does not start; a dry run is to show what would happen to it. */
    @Test
    void aPodStartsWithoutSidecarsWhoseImageIsNotThere() throws Exception {
        var pod = pod("files-0", SERVER, 8080);
        missing.add("other:1");
        assertThat(review(pod, false).has("patch")).isTrue();
        var sidecars = Fixtures.injector()
                .inject(pod, Planner.plan(cached, "shop", SERVER))
                .pod()
                .getSpec()
                .getInitContainers();
        missing.add(sidecars.getFirst().getImage());
        assertThat(review(pod, true).has("patch")).isTrue();
        assertThat(reported).isEmpty();
        assertThat(review(pod, false).has("patch")).isFalse();
        assertThat(reported).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo("SidecarsLeftOut");
            assertThat(refusal.message())
                    .contains("files-0", sidecars.getFirst().getImage(), "restart");
        });
    }

    @Test
    void whatIsNoReviewIsRefused() throws Exception {
        for (var nonsense : List.of("", "not JSON", "{}", "[1]", "{\"request\": 7}")) {
            assertThat(post(BodyPublishers.ofString(nonsense)).statusCode())
                    .as(nonsense)
                    .isEqualTo(400);
        }
        assertThat(post(BodyPublishers.ofByteArray(new byte[ReviewBodies.LARGEST + 1]))
                        .statusCode())
                .isEqualTo(413);
        assertThat(review(pod("files-0", SERVER, 8080), false).has("patch")).isTrue();
    }

    @Test
    void aNewCertificateIsUsedWithoutARestart() throws Exception {
        var old = renew(null, Instant.now().minus(Duration.ofDays(250)));
        keyManager.use(old.server());
        var successor = renew(old, Instant.now());
        keys = successor;
        review(pod("files-0", SERVER, 8080), false);
        keyManager.use(successor.server());
        assertThat(review(pod("files-0", SERVER, 8080), false).has("patch")).isTrue();
    }

    @Test
    void aConnectionOutlivesItsCertificate() throws Exception {
        try (var connection = connect()) {
            assertThat(send(connection, "not JSON")).startsWith("HTTP/1.1 400");
            keyManager.use(renew(null, Instant.now()).server());
            assertThatThrownBy(this::connect).isInstanceOf(SSLHandshakeException.class);
            assertThat(send(connection, "not JSON")).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void untilThereIsACertificateHandshakesFail() throws Exception {
        var none = new RotatingKeyManager();
        var tls = new WebhookTls(none).getKeyStore(vertx).options;
        var early = await(vertx.createHttpServer(
                        new HttpServerOptions().setPort(0).setSsl(true).setKeyCertOptions(tls))
                .requestHandler(r -> r.response().end())
                .listen());
        assertThatThrownBy(() -> connect(early.actualPort())).isInstanceOf(SSLException.class);
        none.use(keys.server());
        connect(early.actualPort()).close();
    }

    /** The pod is then created as it is. */
    @Test
    void anUnexpectedFailureIsAnswered() throws Exception {
        var known = cached;
        cached = null;
        assertThat(send(pod("files-0", SERVER, 8080), false).statusCode()).isEqualTo(500);
        cached = known;
        assertThat(review(pod("files-0", SERVER, 8080), false).has("patch")).isTrue();
    }

    @Test
    void onlyPostsAreReviewed() throws Exception {
        try (var connection = connect()) {
            connection.getOutputStream().write("GET /inject HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(line(connection)).startsWith("HTTP/1.1 405");
        }
    }

    /** They hold all turns, and a little of their bodies comes in time each: it is the whole that has to. */
    @Test
    void whoSendsSlowlyIsClosed() throws Exception {
        server = serve(impatient);
        var slow = new ArrayList<SSLSocket>();
        for (int i = 0; i < 40; i++) {
            slow.add(connect());
            slow.getLast().getOutputStream().write(head(1000).getBytes(US_ASCII));
        }
        var trickle = Thread.ofVirtual().start(() -> slow.forEach(WebhookRouteTest::trickle));
        for (var connection : slow) {
            assertThat(answer(connection)).isEmpty();
        }
        trickle.join();
        assertThat(review(pod("files-0", SERVER, 8080), false).has("patch")).isTrue();
    }

    /** Until it is closed, or reset since something was under way to it. */
    private static String answer(SSLSocket connection) throws IOException {
        try (connection) {
            return new String(connection.getInputStream().readAllBytes(), US_ASCII);
        } catch (SocketException e) {
            return "";
        }
    }

    private static void trickle(SSLSocket connection) {
        try {
            connection.getOutputStream().write(' ');
        } catch (IOException e) {
            // Closed, as it should be.
        }
    }

    /** As many as a hostile pod can begin at once; {@link ReviewBodies} bounds what is held of them at a time. */
    @Test
    void manyLongUploadsKeepNobodyFromBeingServed() throws Exception {
        var uploads = new ArrayList<Thread>();
        var begun = new CountDownLatch(UPLOADS);
        for (int i = 0; i < UPLOADS; i++) {
            uploads.add(Thread.ofVirtual().start(() -> upload(begun)));
        }
        begun.await();
        assertThat(reviewed()).as("meanwhile").isTrue();
        for (var upload : uploads) {
            upload.join();
        }
        assertThat(reviewed()).as("afterwards").isTrue();
    }

    /** 503 = others were first: the API server then does what the webhook's failurePolicy says, and the controller tries again. */
    private boolean reviewed() throws Exception {
        for (int attempt = 0; attempt < UPLOADS; attempt++) {
            var response = send(pod("files-0", SERVER, 8080), false);
            if (response.statusCode() == 200) {
                return JSON.readTree(response.body()).path("response").has("patch");
            }
            assertThat(response.statusCode()).isEqualTo(503);
        }
        return false;
    }

    private void upload(CountDownLatch begun) {
        try (var connection = connect()) {
            connection.getOutputStream().write(head(UPLOAD.length).getBytes(US_ASCII));
            begun.countDown();
            connection.getOutputStream().write(UPLOAD);
        } catch (IOException e) {
            // Refused while it sends.
        } finally {
            begun.countDown();
        }
    }

    private static String head(int length) {
        return "POST /inject HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n".formatted(length);
    }

    private static String send(SSLSocket connection, String body) throws IOException {
        connection.getOutputStream().write((head(body.length()) + body).getBytes(US_ASCII));
        var status = line(connection);
        while (!line(connection).isEmpty()) {
            // Headers.
        }
        return status;
    }

    private static String line(SSLSocket connection) throws IOException {
        var line = new StringBuilder();
        for (int c = connection.getInputStream().read();
                c > 0 && c != '\n';
                c = connection.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private SSLSocket connect() throws IOException {
        return connect(server.actualPort());
    }

    private SSLSocket connect(int port) throws IOException {
        return TlsClients.connect(trusting(keys), port);
    }

    private JsonNode review(Pod pod, boolean dryRun) throws Exception {
        var response = send(pod, dryRun);
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body()).path("response");
    }

    private HttpResponse<byte[]> send(Pod pod, boolean dryRun) throws Exception {
        var object =
                JSON.createObjectNode().put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        object.putObject("request")
                .put("uid", "u-1")
                .put("namespace", "shop")
                .put("operation", "CREATE")
                .put("dryRun", dryRun)
                .set("object", JSON.valueToTree(pod));
        return post(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(object)));
    }

    /** A new client each time: none resumes an old TLS session. */
    private HttpResponse<byte[]> post(BodyPublisher body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.actualPort() + "/inject"))
                .POST(body)
                .build();
        try (var http = HttpClient.newBuilder().sslContext(trusting(keys)).build()) {
            return http.send(request, BodyHandlers.ofByteArray());
        }
    }

    private static SSLContext trusting(WebhookKeys keys) throws IOException {
        try {
            return TlsClients.context(Pem.certificates(keys.trustedPem()), null);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
