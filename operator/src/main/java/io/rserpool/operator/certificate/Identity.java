package io.rserpool.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate and its private key.
 *
 * @param key the private key
 * @param certificate the certificate
 */
public record Identity(PrivateKey key, X509Certificate certificate) {
    /** When it was made: clocks that are a little behind believe it, too. */
    public Instant issued() {
        return certificate.getNotBefore().toInstant().plus(Certificates.CLOCK_SKEW);
    }

    /** Whether two thirds of the lifetime are over. */
    public boolean isDue(Instant now) {
        var from = issued();
        var lifetime = Duration.between(from, certificate.getNotAfter().toInstant());
        return now.isAfter(from.plus(lifetime.multipliedBy(2).dividedBy(3)));
    }

    /** Whether its lifetime is over. */
    public boolean isOver(Instant now) {
        return now.isAfter(certificate.getNotAfter().toInstant());
    }
}
