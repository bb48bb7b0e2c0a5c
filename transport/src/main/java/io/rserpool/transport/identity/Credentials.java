package io.rserpool.transport.identity;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What one proves one's identity by, and whom one believes.
 *
 * @param chain one's own certificate, then those of its issuers without the root
 * @param key of the first certificate
 * @param trusted certificates of authorities, more than one while they change; who signed these is not believed for that
 */
public record Credentials(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> trusted) {
    public Credentials {
        chain = List.copyOf(chain);
        trusted = List.copyOf(trusted);
        if (chain.isEmpty() || trusted.isEmpty()) {
            throw new IllegalArgumentException("credentials need a certificate and a trusted authority");
        }
    }

    /** When one's own certificate expires. */
    public Instant expires() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** The private key is no part of the text. */
    @Override
    public String toString() {
        return "credentials of " + chain.getFirst().getSubjectX500Principal();
    }
}
