package io.rserpool.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rserpool.operator.certificate.Certificates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WebhookKeysTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration QUARTER = Duration.ofDays(90);

    private final Certificates certificates = new Certificates();

    private WebhookKeys at(@Nullable WebhookKeys present, int day) {
        var now = START.plus(Duration.ofDays(day));
        return WebhookKeys.renewed(present, certificates, List.of("webhook.ns.svc"), now, YEAR, QUARTER);
    }

    @Test
    void whatIsNotDueStays() {
        var keys = at(null, 0);
        assertThat(at(keys, 59)).isSameAs(keys);
    }

    /** Pods live longer than certificates. */
    @Test
    void theKeyOfMarksStays() {
        var keys = at(null, 0);
        assertThat(keys.marks()).hasSize(32);
        assertThat(at(keys, 61).marks()).isEqualTo(keys.marks());
        assertThat(at(keys, 400).marks()).isEqualTo(keys.marks());
        assertThat(WebhookKeys.fromSecret(keys.toSecret()).orElseThrow().marks())
                .isEqualTo(keys.marks());
        assertThat(at(null, 0).marks()).isNotEqualTo(keys.marks());
    }

    @Test
    void aSecretFromBeforeGetsOne() {
        var keys = at(null, 0);
        var old = new java.util.HashMap<>(keys.toSecret());
        old.remove("marks.key");
        var read = WebhookKeys.fromSecret(old).orElseThrow();
        var renewed = at(read, 1);
        assertThat(renewed.marks()).hasSize(32);
        assertThat(renewed.server()).isEqualTo(read.server());
    }

    @Test
    void theServersCertificateIsRenewedInTime() {
        var keys = at(null, 0);
        var renewed = at(keys, 61);
        assertThat(renewed.authority()).isEqualTo(keys.authority());
        assertThat(renewed.server()).isNotEqualTo(keys.server());
        assertThat(renewed.trusted()).containsExactly(keys.authority().certificate());
    }

    @Test
    void theAuthorityBeforeIsTrustedUntilTheNextOne() {
        var keys = at(null, 0);
        var second = at(keys, 244);
        assertThat(second.trusted())
                .containsExactly(
                        second.authority().certificate(), keys.authority().certificate());
        assertThatCode(() -> second.server()
                        .certificate()
                        .verify(second.authority().certificate().getPublicKey()))
                .doesNotThrowAnyException();
        var third = at(second, 244 + 244);
        assertThat(third.trusted())
                .containsExactly(
                        third.authority().certificate(), second.authority().certificate());
    }

    @Test
    void theSecretHoldsEverything() {
        var keys = at(null, 0);
        assertThat(WebhookKeys.fromSecret(keys.toSecret())).hasValue(keys);
    }

    @Test
    void aForeignSecretIsNoKeys() {
        assertThat(WebhookKeys.fromSecret(null)).isEmpty();
        assertThat(WebhookKeys.fromSecret(Map.of("tls.crt", "eA=="))).isEmpty();
        assertThat(WebhookKeys.fromSecret(Map.of("tls.crt", "eA==", "tls.key", "eA==", "ca.crt", "?", "ca.key", "")))
                .isEmpty();
    }
}
