package io.rserpool.operator.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Identity;
import io.rserpool.operator.certificate.Pem;
import io.rserpool.operator.certificate.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator beside a cert-manager, of which there is what it writes: a Secret as one of its Certificates with {@code isCA} has it. */
class IssuedAuthorityTest {
    private static final String SECRETS = "/api/v1/namespaces/rserpool-system/secrets/";
    private static final String ISSUED = SECRETS + "rserpool-issued-authority";
    private static final String OWN = SECRETS + "rserpool-authority";
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    /** A lifetime of certificates, and what replicas take to read the Secret. */
    private static final Duration PERIOD = Duration.ofHours(12).plusMinutes(2);

    private final TestIssuer company = new TestIssuer();
    private final Certificates certificates = new Certificates();
    private FakeApiServer api;
    private AuthorityProblem problem;
    private int changes;
    private MemberKeys keys;
    private Instant now = START;

    @BeforeEach
    void start() throws Exception {
        api = new FakeApiServer();
        var settings = Fixtures.settings("signer.issued-secret", "rserpool-issued-authority");
        problem = Problems.at(api, settings);
        problem.onChange(() -> changes++);
        keys = new MemberKeys(api.client(), settings, problem, () -> now);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** The certificate, then those of its issuers without the root; that is in {@code ca.crt}. */
    private void put(String certificate, String key) {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName("rserpool-issued-authority")
                .withNamespace("rserpool-system")
                .addToLabels("controller.cert-manager.io/fao", "true")
                .addToAnnotations("cert-manager.io/certificate-name", "rserpool-authority")
                .addToAnnotations("cert-manager.io/issuer-kind", "ClusterIssuer")
                .endMetadata()
                .withType("kubernetes.io/tls")
                .withData(Map.of(
                        "tls.crt", base64(certificate),
                        "tls.key", base64(key),
                        "ca.crt", base64(Pem.of(company.certificate()))))
                .build();
        api.put(ISSUED, Serialization.asYaml(secret));
    }

    private void put(Identity authority) {
        put(Pem.of(authority.certificate()), Pem.of(authority.key()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private Identity issue() {
        return company.authority(now, YEAR);
    }

    private Authorities refreshed() {
        keys.refresh();
        return keys.authorities().orElseThrow();
    }

    private static List<X509Certificate> certificates(Identity... authorities) {
        return List.of(authorities).stream().map(Identity::certificate).toList();
    }

    @Test
    void membersBelieveItAloneAndNotWhoSignedIt() {
        var issued = issue();
        put(Pem.of(issued.certificate()) + Pem.of(company.certificate()), Pem.of(issued.key()));
        assertThat(refreshed()).isEqualTo(new Authorities(issued, null, null));
        assertThat(refreshed().trusted()).isEqualTo(certificates(issued));
        assertThat(api.get(OWN).path("data").path("tls.crt").asText()).isEqualTo(base64(Pem.of(issued.certificate())));
    }

    @Test
    void aKeyInTheOlderFormIsTakenToo() throws Exception {
        var issued = issue();
        put(Pem.of(issued.certificate()), TestIssuer.olderForm(issued.key()));
        var signed = certificates.member(
                refreshed().current(), company.certificate().getPublicKey(), List.of("a://b"), List.of(), now, PERIOD);
        signed.verify(issued.certificate().getPublicKey());
    }

    /** cert-manager's have one name, so the key says who signed. */
    @Test
    void certificatesSayByWhichKeyTheyAreSigned() throws Exception {
        var issued = issue();
        put(issued);
        var signed = certificates.member(
                refreshed().current(), company.certificate().getPublicKey(), List.of("a://b"), List.of(), now, PERIOD);
        var authority = AuthorityKeyIdentifier.getInstance(
                JcaX509ExtensionUtils.parseExtensionValue(signed.getExtensionValue("2.5.29.35")));
        var own = SubjectKeyIdentifier.getInstance(
                JcaX509ExtensionUtils.parseExtensionValue(issued.certificate().getExtensionValue("2.5.29.14")));
        assertThat(authority.getKeyIdentifierOctets()).isEqualTo(own.getKeyIdentifier());
        assertThat(authority.getAuthorityCertIssuer()).isNull();
    }

    @Test
    void certificatesDoNotOutliveIt() {
        var issued = company.authority(now, Duration.ofHours(25));
        put(issued);
        refreshed();
        now = now.plus(Duration.ofHours(20));
        var signed = certificates.member(
                refreshed().current(), company.certificate().getPublicKey(), List.of("a://b"), List.of(), now, PERIOD);
        assertThat(signed.getNotAfter()).isEqualTo(issued.certificate().getNotAfter());
        assertThat(problem.text().orElseThrow()).contains("renewBefore");
    }

    @Test
    void aRenewedOneIsBelievedByAllBeforeItSignsAndTheOneBeforeUntilAllIsOver() {
        var first = issue();
        put(first);
        refreshed();
        now = now.plus(Duration.ofDays(240));
        var second = issue();
        put(second);
        assertThat(refreshed()).isEqualTo(new Authorities(first, new Authorities.Next(second, now), null));
        assertThat(refreshed().trusted()).isEqualTo(certificates(first, second));
        now = now.plus(PERIOD);
        assertThat(refreshed().current()).isEqualTo(second);
        assertThat(refreshed().trusted()).isEqualTo(certificates(second, first));
        now = now.plus(PERIOD);
        assertThat(refreshed()).isEqualTo(new Authorities(second, null, null));
    }

    @Test
    void theOperatorRenewsNothingByItself() {
        var issued = issue();
        put(issued);
        refreshed();
        now = now.plus(Duration.ofDays(300));
        assertThat(refreshed()).isEqualTo(new Authorities(issued, null, null));
        api.merge(OWN, "{metadata: {annotations: {rserpool.io/renew-authority: now}}}");
        assertThat(refreshed()).isEqualTo(new Authorities(issued, null, null));
    }

    @Test
    void anInstallationThatMadeItsOwnGoesOverToItAndBack() {
        var own = certificates.authority("own", now, YEAR);
        api.put(
                OWN,
                Serialization.asYaml(new SecretBuilder()
                        .withNewMetadata()
                        .withName("rserpool-authority")
                        .withNamespace("rserpool-system")
                        .withResourceVersion("7")
                        .endMetadata()
                        .withData(new Authorities(own, null, null).toSecret())
                        .build()));
        var issued = issue();
        put(issued);
        assertThat(refreshed().trusted()).isEqualTo(certificates(own, issued));
        now = now.plus(PERIOD);
        assertThat(refreshed().current()).isEqualTo(issued);
        keys = new MemberKeys(api.client(), Fixtures.settings(), Problems.at(api, Fixtures.settings()), () -> now);
        assertThat(refreshed().current()).as("until it is due").isEqualTo(issued);
    }

    @Test
    void withoutTheSecretNothingIsSignedAndSomebodyIsTold() {
        keys.refresh();
        assertThat(keys.authorities()).isEmpty();
        assertThat(api.get(OWN).isMissingNode()).isTrue();
        assertTold("there is no Secret rserpool-system/rserpool-issued-authority");
        assertThat(problem.text().orElseThrow()).endsWith("no certificate is signed until then");
        assertThat(changes).isEqualTo(1);
        put(issue());
        refreshed();
        assertThat(problem.text()).isEmpty();
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void whatCannotBeUsedLeavesTheOneBefore() throws Exception {
        var good = issue();
        put(good);
        refreshed();
        var other = issue();
        put(Pem.of(other.certificate()), Pem.of(good.key()));
        assertUnusable(good, "is not the key of tls.crt");
        put("rubbish", Pem.of(good.key()));
        assertUnusable(good, "cannot be read");
        put(Pem.of(other.certificate()), "rubbish");
        assertUnusable(good, "tls.key of Secret rserpool-system/rserpool-issued-authority cannot be read");
        put(company.leaf(now, YEAR));
        assertUnusable(good, "isCA: true");
        put(company.authorityWithoutSigning(now, YEAR));
        assertUnusable(good, "cert sign");
        put(company.authorityOfServers(now, YEAR));
        assertUnusable(good, "server and client");
        put(company.authorityOf("secp384r1", now, YEAR));
        assertUnusable(good, "P-256");
        put(company.authorityWithoutIdentifier(now, YEAR));
        assertUnusable(good, "subject key identifier");
        put(company.authority(now.minus(YEAR).minus(YEAR), YEAR));
        assertUnusable(good, "has expired");
        put(company.authority(now.plus(YEAR), YEAR));
        assertUnusable(good, "is valid from");
        put(company.authority(now, Duration.ofHours(24)));
        assertUnusable(good, "renewBefore");
        api.put(ISSUED, "{apiVersion: v1, kind: Secret, metadata: {name: x}, data: {}}");
        assertUnusable(good, "cannot be read");
    }

    private void assertUnusable(Identity good, String message) {
        assertThat(refreshed()).isEqualTo(new Authorities(good, null, null));
        assertThat(problem.text().orElseThrow())
                .contains(message, "CN=rserpool members goes on until 2027-01-05T00:00:00Z");
        assertTold(message);
    }

    private void assertTold(String message) {
        await().untilAsserted(() -> assertThat(api.all("/api/v1/namespaces/rserpool-system/events"))
                .anySatisfy(event -> {
                    assertThat(event.path("message").asText()).contains(message);
                    assertThat(event.at("/involvedObject/name").asText()).isEqualTo("rserpool-issued-authority");
                    assertThat(event.path("type").asText()).isEqualTo("Warning");
                }));
    }

    @Test
    void noMessageQuotesAKey() {
        var secret = Pem.of(issue().key());
        for (var broken : List.of(secret.replace("PRIVATE KEY", "PRIVATE THING"), secret.replace("M", "!"))) {
            assertThatThrownBy(() -> Pem.key(broken)).hasNoCause().hasMessageMatching("th[a-z]+ is no private key");
        }
    }
}
