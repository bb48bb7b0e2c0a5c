package io.rserpool.operator.signer;

import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Identity;
import io.rserpool.operator.certificate.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom members' certificates come from. The next authority is trusted by every member before it signs, and the former one until all that it signed has expired.
 *
 * @param current signs
 * @param next will sign when every member has been told of it; null = nobody is to follow yet
 * @param former signed before; null = nobody, or all that it signed has expired
 */
record Authorities(
        Identity current, @Nullable Identity next, @Nullable X509Certificate former) {
    private static final String NAME = "rserpool authority";
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String NEXT = "next.crt";
    private static final String NEXT_KEY = "next.key";
    private static final String FORMER = "former.crt";
    private static final String TRUSTED = "ca.crt";

    /** More than it takes until all replicas have read the Secret. */
    private static final Duration SPREAD = Duration.ofMinutes(1);

    /**
     * {@return what there should be now, or the same}
     *
     * @param life of authorities
     * @param certificateLife that of members' certificates
     * @param asked whether the next one is wanted now
     */
    static Authorities renewed(
            @Nullable Authorities present,
            Certificates certificates,
            Instant now,
            Duration life,
            Duration certificateLife,
            boolean asked) {
        if (present == null) {
            return new Authorities(certificates.authority(NAME, now, life), null, null);
        }
        // Within such a time every member has asked anew, and what was signed before it is over.
        var period = certificateLife.plus(SPREAD);
        var next = present.next;
        if (next != null && now.isAfter(next.issued().plus(period))) {
            return new Authorities(next, null, present.current.certificate());
        }
        if (next == null && (asked || present.current.isDue(now))) {
            return new Authorities(present.current, certificates.authority(NAME, now, life), present.former);
        }
        // It signed for one period after the current one was made, and what it signed is over one later.
        var over = present.current.issued().plus(period.multipliedBy(2));
        if (present.former != null && now.isAfter(over)) {
            return new Authorities(present.current, next, null);
        }
        return present;
    }

    /** {@return those that members believe} */
    List<X509Certificate> trusted() {
        return Stream.of(current.certificate(), next == null ? null : next.certificate(), former)
                .<X509Certificate>mapMulti((certificate, to) -> {
                    if (certificate != null) {
                        to.accept(certificate);
                    }
                })
                .toList();
    }

    /** The Secret's data. */
    Map<String, String> toSecret() {
        var data = new HashMap<>(Map.of(
                CERTIFICATE, base64(Pem.of(current.certificate())),
                KEY, base64(Pem.of(current.key())),
                TRUSTED, base64(Pem.of(trusted()))));
        if (next != null) {
            data.put(NEXT, base64(Pem.of(next.certificate())));
            data.put(NEXT_KEY, base64(Pem.of(next.key())));
        }
        if (former != null) {
            data.put(FORMER, base64(Pem.of(former)));
        }
        return data;
    }

    /**
     * {@return what the Secret's data says}
     *
     * @throws IllegalStateException it is not what {@link #toSecret} wrote: members trust what was in it, so it is not made anew
     */
    static Authorities fromSecret(Map<String, String> data) {
        try {
            return new Authorities(
                    identity(data, CERTIFICATE, KEY).orElseThrow(),
                    identity(data, NEXT, NEXT_KEY).orElse(null),
                    text(data, FORMER).isEmpty()
                            ? null
                            : Pem.certificates(text(data, FORMER).get()).getFirst());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalStateException(
                    "the Secret with the authorities of members cannot be read: restore it, or delete it and restart all"
                            + " workloads",
                    e);
        }
    }

    private static Optional<Identity> identity(Map<String, String> data, String certificate, String key)
            throws GeneralSecurityException {
        var text = text(data, certificate);
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(new Identity(
                        Pem.key(text(data, key).orElseThrow()),
                        Pem.certificates(text.get()).getFirst()));
    }

    private static Optional<String> text(Map<String, String> data, String key) {
        return Optional.ofNullable(data.get(key))
                .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
