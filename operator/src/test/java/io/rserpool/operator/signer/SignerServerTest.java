package io.rserpool.operator.signer;

import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Identity;
import io.rserpool.operator.certificate.RotatingKeyManager;
import io.rserpool.operator.certificate.TlsClients;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The signer's server as members meet it: over TLS, with the authority that their pods are told of, and without a certificate. */
class SignerServerTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Vertx vertx = Vertx.vertx();
    private final Certificates certificates = new Certificates();
    private final RotatingKeyManager serves = new RotatingKeyManager();
    private Identity authority;
    private FakeApiServer api;
    private SignerServer server;

    @BeforeEach
    void start() throws Exception {
        api = new FakeApiServer();
        var keys = new MemberKeys(api.client(), Fixtures.settings(), Problems.at(api, Fixtures.settings()));
        var catalog = Fixtures.catalog(api.client(), () -> snapshot(List.of(), List.of()));
        var signer = new Signer(
                new TokenReviews(api.client()),
                new Members(api.client(), catalog, Fixtures.MARKS),
                keys,
                Fixtures.settings());
        server = new SignerServer(vertx, Fixtures.settings("signer.port", "0"), serves, keys, signer);
        server.start(new StartupEvent());
        serve();
    }

    private void serve() {
        authority = certificates.authority("operator", Instant.now(), DAY);
        serves.use(certificates.server(authority, List.of("localhost"), Instant.now(), DAY));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        await(vertx.close());
        api.close();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private HttpResponse<String> post(byte[] body) throws Exception {
        var address = URI.create("https://localhost:" + server.port() + "/sign/pool-element");
        var tls = TlsClients.context(List.of(authority.certificate()), null);
        try (var http = HttpClient.newBuilder().sslContext(tls).build()) {
            return http.send(
                    HttpRequest.newBuilder(address)
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void whoSendsRubbishIsToldSoAndNobodyIsAsked() throws Exception {
        var answer = post(new byte[100]);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("this is no certification request");
        assertThat(post(new byte[0]).statusCode()).isEqualTo(400);
        assertThat(api.writes()).as("but the authority's Secret").hasSize(1);
    }

    @Test
    void noBodyIsReadThatIsTooLong() throws Exception {
        assertThat(post(new byte[5000]).statusCode()).isEqualTo(413);
    }

    @Test
    void aNewCertificateIsUsedWithoutARestart() throws Exception {
        assertThat(post(new byte[0]).statusCode()).isEqualTo(400);
        serve();
        assertThat(post(new byte[0]).statusCode()).isEqualTo(400);
    }

    @Test
    void nothingElseIsServed() throws Exception {
        var tls = TlsClients.context(List.of(authority.certificate()), null);
        try (var http = HttpClient.newBuilder().sslContext(tls).build()) {
            var review = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/inject"))
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            assertThat(http.send(review, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
        }
    }

    /** Who opens many has no more of them, and others are served when they are gone. */
    @Test
    void connectionsAreBounded() throws Exception {
        var tls = TlsClients.context(List.of(authority.certificate()), null);
        var many = new ArrayList<SSLSocket>();
        for (int i = 0; i < 201; i++) {
            many.add(TlsClients.connect(tls, server.port()));
        }
        assertThat(many.getLast().getInputStream().read())
                .as("the last is closed")
                .isEqualTo(-1);
        for (var each : many) {
            each.close();
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(
                        post(new byte[0]).statusCode())
                .isEqualTo(400));
    }
}
