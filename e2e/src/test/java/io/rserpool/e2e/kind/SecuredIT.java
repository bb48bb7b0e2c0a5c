package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The default scope requires security: who its members are, and what becomes of those who are none. */
@Tag("kind")
@Order(3)
@ExtendWith(OnKind.class)
class SecuredIT {
    private static final String NAMESPACE = "strangers";
    private static final int REGISTRAR_MANAGEMENT = 9090;
    private static final int WEBHOOK = 9443;
    private static final int SIGNER = 9444;

    /** A lifetime of certificates, and what the operator takes to look. */
    private static final Duration CHANGE = Duration.ofMinutes(5);

    /** A pe-sidecar of our own image, as anybody may run one: it says that it serves the example's pool. */
    private static final String STRANGER = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: %1$s}
            data:
              config.properties: |
                rserpool.registrars=rserpool-registrars.rserpool-system.svc:3863
                rserpool.pe.pools.files.handle=example/files
                rserpool.pe.pools.files.server=127.0.0.1:9091
                rserpool.security.mode=%2$s
                rserpool.operation-scope=default.rserpool-system
                rserpool.security.token-file=/token/token
                rserpool.security.signer=https://rserpool-webhook.rserpool-system.svc:8443/sign/pool-element
                rserpool.security.signer-trust=%3$s
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: %1$s}
            spec:
              securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: main
                  image: rserpool/pe-sidecar:0.1.0
                  imagePullPolicy: IfNotPresent
                  env:
                    - {name: QUARKUS_CONFIG_LOCATIONS, value: /config/config.properties}
                    - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                  volumeMounts:
                    - {name: config, mountPath: /config}
                    - {name: token, mountPath: /token}
              volumes:
                - {name: config, configMap: {name: %1$s}}
                - name: token
                  projected:
                    sources: [{serviceAccountToken: {audience: rserpool.io/signer, expirationSeconds: 600, path: token}}]
            """;

    private final KindSystem system;

    SecuredIT(KindSystem system) {
        this.system = system;
    }

    @BeforeEach
    void aWholePool() {
        system.createNamespace(NAMESPACE);
        system.awaitRollouts(KindSystem.EXAMPLE);
        system.awaitAgreement();
    }

    private JsonNode credentials(Pod pod, int port) {
        return StreamSupport.stream(
                        system.json(pod, port, "q/health").path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals("credentials"))
                .map(check -> check.path("data"))
                .findFirst()
                .orElseThrow();
    }

    private void assertMember(Pod pod, int port) {
        var credentials = credentials(pod, port);
        assertThat(credentials.path("member").asText())
                .isEqualTo("spiffe://default.rserpool-system/ns/%s/pod/%s"
                        .formatted(
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName()));
        assertThat(credentials.path("problem").asText()).isEmpty();
        assertThat(credentials.path("expired").asBoolean()).isFalse();
    }

    /** Proves that registrars and sidecars have certificates with their pods' names, and newer ones in time. */
    @Test
    void everyMemberHasACertificate() {
        assertThat(system.registrars().pods()).isNotEmpty().allSatisfy(p -> assertMember(p, REGISTRAR_MANAGEMENT));
        assertThat(system.pods(KindSystem.EXAMPLE, KindSystem.POOL))
                .isNotEmpty()
                .allSatisfy(p -> assertMember(p, KindSystem.PE_MANAGEMENT));
        var client = system.pods(KindSystem.EXAMPLE, "client").getFirst();
        assertMember(client, KindSystem.PU_MANAGEMENT);
        var expires = expiry(client);
        await().atMost(KindSystem.CERTIFICATES.multipliedBy(2))
                .until(() -> expiry(client).isAfter(expires));
    }

    private Instant expiry(Pod client) {
        return Instant.parse(
                credentials(client, KindSystem.PU_MANAGEMENT).path("expires").asText());
    }

    private String trusted() {
        var webhook = system.client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("rserpool-" + KindSystem.OPERATOR_NAMESPACE)
                .get()
                .getWebhooks()
                .getFirst();
        return new String(
                        Base64.getDecoder().decode(webhook.getClientConfig().getCaBundle()), StandardCharsets.US_ASCII)
                .replace("\n", "\\n");
    }

    private long refusals(String reason) {
        return system.registrars().pods().stream()
                .flatMap(pod -> system.metrics(pod, REGISTRAR_MANAGEMENT).lines())
                .filter(line -> line.startsWith("rserpool_dtls_refusals_total{reason=\"" + reason + "\"}"))
                .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                .sum();
    }

    /** Proves that an element without security is not heard, and changes nothing. */
    @Test
    void whoSpeaksPlainIsNotHeard() {
        long before = refusals("plain");
        system.apply(NAMESPACE, STRANGER.formatted("plain", "off", "none"));
        await().atMost(KindSystem.NOTICE).until(() -> refusals("plain") > before + 2);
        system.awaitAgreement();
    }

    /** Proves that a pod that no Pool selects gets no certificate, whatever it asks for, and is told why. */
    @Test
    void whoIsNotPlannedGetsNoCertificate() {
        system.apply(NAMESPACE, STRANGER.formatted("asking", "required", trusted()));
        await().atMost(KindSystem.NOTICE).untilAsserted(() -> assertThat(system.log(NAMESPACE, "asking", "main"))
                .contains("the signer refuses (403): the webhook did not make the pod a pool element"));
        system.awaitAgreement();
    }

    /** Proves that whoever is not the API server gets no review, while the API server, which has a certificate, got all those of these tests. */
    @Test
    void theWebhookIsForTheApiServer() {
        assertThat(system.operatorPods().list().getItems()).isNotEmpty().allSatisfy(operator -> {
            assertThat(Handshake.answer(system.client(), operator, WEBHOOK)).isEmpty();
            assertThat(Handshake.answer(system.client(), operator, SIGNER))
                    .hasValueSatisfying(line -> assertThat(line).startsWith("HTTP/1.1 404"));
        });
    }

    /** Proves that tokens of pods and the authority's key are in no log, status or event: a token is a JWT (RFC 7519), which has this form. */
    @Test
    void nothingTellsSecrets(@TempDir Path told) throws IOException {
        ClusterLogs.write(system.client(), told);
        var key = system.authorityKey();
        assertThat(key).isNotEmpty();
        try (var files = Files.walk(told).filter(Files::isRegularFile)) {
            assertThat(files).hasSizeGreaterThan(KindSystem.SERVERS).allSatisfy(file -> assertThat(
                            Files.readString(file, StandardCharsets.ISO_8859_1))
                    .doesNotContain(key)
                    .doesNotContainPattern("eyJ[\\w-]{10,}[.]eyJ[\\w-]{10,}[.][\\w-]{10,}"));
        }
    }

    /** Proves that members go from one authority to the next: that one was asked for when the chart was installed, and all tests so far ran meanwhile. */
    @Test
    void theAuthorityChanges() {
        await().atMost(CHANGE).until(() -> !system.authority().equals(system.firstAuthority()));
        everyMemberHasACertificate();
        system.awaitAgreement();
    }
}
