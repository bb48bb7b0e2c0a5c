package io.rserpool.operator.signer;

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
        Identity current, @Nullable Next next, @Nullable Former former) {
    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String NEXT = "next.crt";
    private static final String NEXT_KEY = "next.key";
    private static final String NEXT_SINCE = "next.since";
    private static final String FORMER = "former.crt";
    private static final String FORMER_UNTIL = "former.until";
    private static final String TRUSTED = "ca.crt";

    /** More than it takes until all replicas have read the Secret. */
    private static final Duration SPREAD = Duration.ofMinutes(1);

    /**
     * An authority that is to follow.
     *
     * @param identity it
     * @param since when members are told of it
     */
    record Next(Identity identity, Instant since) {}

    /**
     * An authority that signs no more.
     *
     * @param certificate its certificate
     * @param until when all that it signed has expired
     */
    record Former(X509Certificate certificate, Instant until) {}

    /** {@return the time within which every member has asked anew, and what was signed before it is over} */
    static Duration period(Duration certificateLife) {
        return certificateLife.plus(SPREAD);
    }

    /**
     * {@return what there should be now, one step on the way to it, or the same}
     *
     * @param wanted who is to sign in the end
     * @param certificateLife that of members' certificates
     */
    Authorities towards(Identity wanted, Instant now, Duration certificateLife) {
        var period = period(certificateLife);
        if (next == null ? !isSame(wanted, current) : !isSame(wanted, next.identity)) {
            return new Authorities(current, isSame(wanted, current) ? null : new Next(wanted, now), former);
        }
        // What has expired is believed by nobody: there is nothing to wait for.
        if (next != null && (now.isAfter(next.since.plus(period)) || current.isOver(now))) {
            return new Authorities(next.identity, null, new Former(current.certificate(), now.plus(period)));
        }
        return former != null && now.isAfter(former.until) ? new Authorities(current, next, null) : this;
    }

    private static boolean isSame(Identity one, Identity other) {
        return one.certificate().equals(other.certificate());
    }

    /** {@return who is to sign in the end, if nobody else is wanted} */
    Identity last() {
        return next == null ? current : next.identity;
    }

    /** {@return those that members believe} */
    List<X509Certificate> trusted() {
        return Stream.of(
                        Stream.of(current.certificate()),
                        Stream.ofNullable(next).map(n -> n.identity().certificate()),
                        Stream.ofNullable(former).map(Former::certificate))
                .flatMap(certificates -> certificates)
                .distinct()
                .toList();
    }

    /** The Secret's data. */
    Map<String, String> toSecret() {
        var data = new HashMap<>(Map.of(
                CERTIFICATE, base64(Pem.of(current.certificate())),
                KEY, base64(Pem.of(current.key())),
                TRUSTED, base64(Pem.of(trusted()))));
        if (next != null) {
            data.put(NEXT, base64(Pem.of(next.identity.certificate())));
            data.put(NEXT_KEY, base64(Pem.of(next.identity.key())));
            data.put(NEXT_SINCE, base64(next.since.toString()));
        }
        if (former != null) {
            data.put(FORMER, base64(Pem.of(former.certificate)));
            data.put(FORMER_UNTIL, base64(former.until.toString()));
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
                    next(data).orElse(null),
                    former(data).orElse(null));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalStateException(
                    "the Secret with the authorities of members cannot be read: restore it, or delete it and restart all"
                            + " workloads",
                    e);
        }
    }

    /** A Secret from before there was a time in it is of an authority that members were told of when it was made. */
    private static Optional<Next> next(Map<String, String> data) throws GeneralSecurityException {
        return identity(data, NEXT, NEXT_KEY)
                .map(next -> new Next(next, instant(data, NEXT_SINCE).orElseGet(next::issued)));
    }

    /** Likewise, it is believed as long as it can be. */
    private static Optional<Former> former(Map<String, String> data) throws GeneralSecurityException {
        var text = text(data, FORMER);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var certificate = Pem.certificates(text.get()).getFirst();
        var until = instant(data, FORMER_UNTIL)
                .orElseGet(() -> certificate.getNotAfter().toInstant());
        return Optional.of(new Former(certificate, until));
    }

    private static Optional<Instant> instant(Map<String, String> data, String key) {
        return text(data, key).map(Instant::parse);
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
