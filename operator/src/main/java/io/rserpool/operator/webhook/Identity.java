package io.rserpool.operator.webhook;

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
record Identity(PrivateKey key, X509Certificate certificate) {
    /** Whether two thirds of the lifetime are over. */
    boolean isDue(Instant now) {
        var from = certificate.getNotBefore().toInstant();
        var lifetime = Duration.between(from, certificate.getNotAfter().toInstant());
        return now.isAfter(from.plus(lifetime.multipliedBy(2).dividedBy(3)));
    }
}
