package io.rserpool.operator.webhook;

import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Identity;
import io.rserpool.operator.certificate.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the replicas of the operator share in a Secret.
 *
 * @param authority signs server certificates
 * @param server the webhook's own
 * @param trusted authorities that the API server should trust: the current one first, then the one before
 * @param marksKey signs what the webhook writes on pods, in Base64; empty in a Secret from before there was one
 */
record WebhookKeys(Identity authority, Identity server, List<X509Certificate> trusted, String marksKey) {
    private static final String AUTHORITY = "rserpool webhook authority";
    private static final String MARKS_KEY = "marks.key";
    private static final int MARKS_BYTES = 32;
    private static final String AUTHORITY_KEY = "ca.key";
    private static final String TRUSTED = "ca.crt";
    private static final String SERVER_KEY = "tls.key";
    private static final String SERVER = "tls.crt";

    /** Makes all that is missing or due anew, or gives back the same. */
    static WebhookKeys renewed(
            @Nullable WebhookKeys present,
            Certificates certificates,
            List<String> dnsNames,
            Instant now,
            Duration authorityLifetime,
            Duration serverLifetime) {
        if (present != null && !present.authority.isDue(now) && !present.server.isDue(now)) {
            return present.marksKey.isEmpty()
                    ? new WebhookKeys(present.authority, present.server, present.trusted, newMarksKey())
                    : present;
        }
        var trusted = new ArrayList<X509Certificate>();
        Identity authority;
        if (present == null) {
            authority = certificates.authority(AUTHORITY, now, authorityLifetime);
            trusted.add(authority.certificate());
        } else if (present.authority.isDue(now)) {
            authority = certificates.authority(AUTHORITY, now, authorityLifetime);
            trusted.add(authority.certificate());
            trusted.add(present.authority.certificate());
        } else {
            authority = present.authority;
            trusted.addAll(present.trusted);
        }
        var server = certificates.server(authority, dnsNames, now, serverLifetime);
        // Never anew: pods live long, and are asked for their marks as long as they do.
        var marks = present == null || present.marksKey.isEmpty() ? newMarksKey() : present.marksKey;
        return new WebhookKeys(authority, server, List.copyOf(trusted), marks);
    }

    private static String newMarksKey() {
        var bytes = new byte[MARKS_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** {@return the key that signs what the webhook writes on pods} */
    byte[] marks() {
        return Base64.getDecoder().decode(marksKey);
    }

    /** The Secret's data. */
    Map<String, String> toSecret() {
        return Map.of(
                AUTHORITY_KEY, base64(Pem.of(authority.key())),
                TRUSTED, base64(trustedPem()),
                SERVER_KEY, base64(Pem.of(server.key())),
                SERVER, base64(Pem.of(server.certificate())),
                MARKS_KEY, marksKey);
    }

    /** What the Secret's data says; nothing if it is not what {@link #toSecret} wrote. */
    static Optional<WebhookKeys> fromSecret(@Nullable Map<String, String> data) {
        if (data == null || !data.keySet().containsAll(List.of(AUTHORITY_KEY, TRUSTED, SERVER_KEY, SERVER))) {
            return Optional.empty();
        }
        try {
            var trusted = Pem.certificates(text(data, TRUSTED));
            var server = Pem.certificates(text(data, SERVER));
            return Optional.of(new WebhookKeys(
                    new Identity(Pem.key(text(data, AUTHORITY_KEY)), trusted.getFirst()),
                    new Identity(Pem.key(text(data, SERVER_KEY)), server.getFirst()),
                    trusted,
                    data.getOrDefault(MARKS_KEY, "")));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** {@return the authorities that a webhook's configuration has; none if that is not what the operator wrote} */
    static List<X509Certificate> trusted(@Nullable String caBundle) {
        if (caBundle == null) {
            return List.of();
        }
        try {
            return Pem.certificates(text(Map.of(TRUSTED, caBundle), TRUSTED));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return List.of();
        }
    }

    String trustedPem() {
        return Pem.of(trusted);
    }

    private static String text(Map<String, String> data, String key) {
        return new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.US_ASCII);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
