package io.rserpool.operator.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Identity;
import io.rserpool.operator.certificate.Pem;
import io.rserpool.operator.certificate.RotatingKeyManager;
import io.rserpool.operator.certificate.TlsClients;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's own HTTPS server where the API server has a client certificate: who has none, or another, is refused in the handshake. */
@QuarkusTest
@TestProfile(WebhookClientsTest.WithClientAuthority.class)
class WebhookClientsTest {
    private static final String NAME = "rserpool member";
    private static final Duration DAY = Duration.ofDays(1);

    private final Certificates certificates = new Certificates();
    private final Identity ours = certificates.authority("operator", Instant.now(), DAY);
    private final Identity apiServers = certificates.authority("API servers", Instant.now(), DAY);

    @Inject
    RotatingKeyManager keys;

    @Inject
    ApiServers clients;

    @ConfigProperty(name = "rserpool.operator.webhook.client-authority")
    Path file;

    @ConfigProperty(name = "quarkus.http.test-ssl-port")
    int port;

    /** As the chart sets it. */
    public static final class WithClientAuthority implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "rserpool.operator.webhook.client-authority",
                    file().toString(),
                    "rserpool.operator.webhook.client-names",
                    NAME,
                    "quarkus.http.test-ssl-port",
                    "0",
                    "quarkus.management.test-port",
                    "0");
        }

        private static Path file() {
            try {
                var file = Files.createTempFile("client-authority", ".crt");
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        keys.use(certificates.server(ours, List.of("localhost"), Instant.now(), DAY));
        believe(apiServers);
    }

    private void believe(Identity authority) throws IOException {
        Files.writeString(file, Pem.of(authority.certificate()));
        clients.refresh();
    }

    /** Nothing of this test's making answers: that there is an answer is what counts. */
    private String ask(@Nullable Identity own) throws Exception {
        var context = TlsClients.context(List.of(ours.certificate()), own);
        try (var connection = TlsClients.connect(context, port)) {
            var request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            connection.getOutputStream().write(request.getBytes(US_ASCII));
            return new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII)).readLine();
        }
    }

    /** With TLS 1.3 the client's part of the handshake is over before the server refuses. */
    private void assertRefused(@Nullable Identity own) {
        assertThatThrownBy(() -> {
                    var context = TlsClients.context(List.of(ours.certificate()), own);
                    try (var connection = TlsClients.connect(context, port)) {
                        connection.getInputStream().read();
                    }
                })
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void whoHasACertificateOfTheAuthorityIsAnswered() throws Exception {
        assertThat(ask(TlsClients.certified(apiServers))).startsWith("HTTP/1.1 ");
    }

    @Test
    void whoHasNoneIsRefused() {
        assertRefused(null);
    }

    @Test
    void whoHasOneOfAnotherAuthorityIsRefused() throws Exception {
        assertRefused(TlsClients.certified(ours));
        var sameName = certificates.authority("API servers", apiServers.issued(), DAY);
        assertRefused(TlsClients.certified(sameName));
    }

    @Test
    void aCertificateForServersIsNone() {
        assertRefused(certificates.server(apiServers, List.of("localhost"), Instant.now(), DAY));
    }

    @Test
    void anExpiredOneIsNone() throws Exception {
        var member = TlsClients.certified(apiServers);
        var before = certificates.member(
                apiServers,
                member.certificate().getPublicKey(),
                List.of("https://api"),
                List.of(),
                Instant.now().minus(Duration.ofDays(2)),
                DAY);
        assertRefused(new Identity(member.key(), before));
    }

    @Test
    void theAuthorityChangesWithoutARestart() throws Exception {
        var next = certificates.authority("next API servers", Instant.now(), DAY);
        believe(next);
        assertThat(ask(TlsClients.certified(next))).startsWith("HTTP/1.1 ");
        assertRefused(TlsClients.certified(apiServers));
    }

    @Test
    void whatCannotBeReadChangesNothing() throws Exception {
        Files.writeString(file, "no certificate\n");
        assertThatThrownBy(clients::refresh)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no authorities of client certificates");
        assertThat(ask(TlsClients.certified(apiServers))).startsWith("HTTP/1.1 ");
    }

    @Test
    void thereIsNoneBeforeItIsRead() {
        var unread = new ApiServers(Fixtures.settings("webhook.client-authority", file.toString()));
        assertThat(unread.areKnown()).isFalse();
        assertThatThrownBy(() -> unread.checkClientTrusted(
                        new X509Certificate[] {apiServers.certificate()}, "EC", (SSLEngine) null))
                .hasMessageContaining("could not be read yet");
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws Exception {
        var settings = Fixtures.settings(Map.of(
                "webhook.client-authority", file.toString(), "webhook.client-names", "kube-apiserver,front-proxy"));
        var others = new ApiServers(settings);
        others.refresh();
        var chain = new X509Certificate[] {TlsClients.certified(apiServers).certificate()};
        assertThatThrownBy(() -> others.checkClientTrusted(chain, "EC", (SSLEngine) null))
                .hasMessageContaining("common name is none of");
    }
}
