package io.rserpool.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.certificate.Pem;
import io.rserpool.operator.certificate.RotatingKeyManager;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.injection.Marks;
import io.rserpool.operator.injection.PageTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of the operator share the certificate's Secret and the webhook's configuration. */
class WebhookCertificateTest {
    private static final String SECRETS = "/api/v1/namespaces/rserpool-system/secrets";
    private static final String SECRET = SECRETS + "/rserpool-webhook-tls";
    private static final String CONFIGURATION =
            "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/rserpool";

    /** Days until a server's certificate, and an authority, are due. */
    private static final int SERVER_DUE = 61;

    private static final int AUTHORITY_DUE = 244;

    private final Replica a = new Replica();
    private final Replica b = new Replica();
    private FakeApiServer api;

    /** A replica whose clock can be set; what it does between its reading of the Secret and its writing can be told to it. */
    private final class Replica extends Clock {
        private final RotatingKeyManager keys = new RotatingKeyManager();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private Runnable meanwhile = () -> {};

        void refresh() {
            new WebhookCertificate(
                            api.client(),
                            Fixtures.settings("webhook.authority-lifetime", "P365D"),
                            keys,
                            new Marks(),
                            new PageTokens(),
                            new Enrolment(Fixtures.settings(), new PageTokens()),
                            this)
                    .refresh();
        }

        void refresh(int day) {
            now = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(day));
            refresh();
        }

        X509Certificate serves() {
            var alias = keys.getServerAliases("EC", null)[0];
            return keys.getCertificateChain(alias)[0];
        }

        @Override
        public Instant instant() {
            var once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void start() throws IOException {
        api = new FakeApiServer();
        install();
    }

    private void install() {
        api.put(CONFIGURATION, """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: rserpool}
                webhooks: [{name: pods.rserpool.io, clientConfig: {caBundle: Cg==, service: {name: rserpool-webhook}}}]
                """);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private List<X509Certificate> trusted() throws Exception {
        var bundle =
                api.get(CONFIGURATION).at("/webhooks/0/clientConfig/caBundle").asText();
        return Pem.certificates(new String(Base64.getDecoder().decode(bundle), StandardCharsets.US_ASCII));
    }

    /** The API server does so at each handshake. */
    private void assertTrusted(X509Certificate served) throws Exception {
        assertThat(trusted()).anyMatch(authority -> signed(authority, served));
    }

    private static boolean signed(X509Certificate authority, X509Certificate served) {
        try {
            served.verify(authority.getPublicKey());
            return authority.getSubjectX500Principal().equals(served.getIssuerX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Test
    void theFirstMakesItAndTheOtherServesTheSame() throws Exception {
        a.refresh();
        b.refresh();
        assertThat(b.serves()).isEqualTo(a.serves());
        assertTrusted(a.serves());
        assertThat(api.writes())
                .as("trusted before it is used, and made once")
                .containsExactly("PATCH " + CONFIGURATION, "POST " + SECRETS);
    }

    @Test
    void whoeverSeesThatItIsDueRenewsItAndTheOtherFollows() throws Exception {
        a.refresh();
        b.refresh();
        var first = a.serves();
        b.refresh(SERVER_DUE);
        assertThat(b.serves()).isNotEqualTo(first);
        assertThat(a.serves()).as("until it looks").isEqualTo(first);
        a.refresh(SERVER_DUE);
        assertThat(a.serves()).isEqualTo(b.serves());
    }

    @Test
    void ofANewAuthorityTheApiServerLearnsFirstAndTheOldOneStaysTrusted() throws Exception {
        a.refresh();
        b.refresh(AUTHORITY_DUE);
        assertThat(trusted()).hasSize(2);
        assertTrusted(b.serves());
        assertTrusted(a.serves());
        assertThat(api.writes())
                .containsExactly(
                        "PATCH " + CONFIGURATION, "POST " + SECRETS, "PATCH " + CONFIGURATION, "PUT " + SECRET);
        a.refresh(AUTHORITY_DUE);
        assertThat(a.serves()).isEqualTo(b.serves());
    }

    @Test
    void ofTwoThatMakeTheFirstAtTheSameTimeOneYields() throws Exception {
        a.meanwhile = b::refresh;
        a.refresh();
        assertThat(a.serves()).isEqualTo(b.serves());
        assertTrusted(a.serves());
    }

    @Test
    void ofTwoThatRenewAtTheSameTimeOneYields() throws Exception {
        a.refresh();
        a.meanwhile = () -> b.refresh(AUTHORITY_DUE);
        a.refresh(AUTHORITY_DUE);
        assertThat(a.serves()).isEqualTo(b.serves());
        assertTrusted(a.serves());
    }

    /** The API server trusts whoever serves, also if the one that yields gets no further. */
    @Test
    void whoYieldsDoesNotTakeTheTrustFromTheOther() throws Exception {
        a.refresh();
        a.meanwhile = () -> {
            b.refresh(AUTHORITY_DUE);
            api.refuse("PUT " + SECRET, 503);
        };
        assertThatThrownBy(() -> a.refresh(AUTHORITY_DUE)).isInstanceOf(KubernetesClientException.class);
        assertTrusted(a.serves());
        assertTrusted(b.serves());
        api.refuse("PUT " + SECRET, 0);
        a.refresh();
        assertTrusted(a.serves());
        assertThat(trusted()).as("what nobody uses is forgotten").hasSize(2);
    }

    @Test
    void renewalsThatFailDoNotMakeTheConfigurationGrow() throws Exception {
        api.refuse("POST " + SECRETS, 503);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(a::refresh).isInstanceOf(KubernetesClientException.class);
        }
        assertThat(trusted()).hasSizeLessThan(10);
        api.refuse("POST " + SECRETS, 0);
        a.refresh();
        assertTrusted(a.serves());
        assertThat(trusted()).hasSize(1);
    }

    @Test
    void whatIsNotItsOwnInTheSecretIsReplaced() throws Exception {
        api.put(SECRET, """
                {apiVersion: v1, kind: Secret, metadata: {name: rserpool-webhook-tls, namespace: rserpool-system, resourceVersion: "7"},
                 data: {tls.crt: eA==, tls.key: eA==, ca.crt: eA==, ca.key: eA==}}
                """);
        a.refresh();
        b.refresh();
        assertThat(b.serves()).isEqualTo(a.serves());
        assertTrusted(a.serves());
    }

    @Test
    void aConfigurationInstalledAgainIsToldTheAuthorityAgain() throws Exception {
        a.refresh();
        install();
        b.refresh();
        assertTrusted(a.serves());
    }

    @Test
    void whatTheApiServerRefusesIsNotServedAndGoesWellTheNextTime() {
        api.refuse("PATCH " + CONFIGURATION, 503);
        assertThatThrownBy(a::refresh).isInstanceOf(KubernetesClientException.class);
        assertThat(a.keys.isReady()).as("the API server does not trust it").isFalse();
        assertThat(api.get(SECRET).isMissingNode()).isTrue();
        api.refuse("PATCH " + CONFIGURATION, 0);
        a.refresh();
        assertThat(a.keys.isReady()).isTrue();
    }
}
