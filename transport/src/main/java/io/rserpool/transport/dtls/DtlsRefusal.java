package io.rserpool.transport.dtls;

import java.util.Locale;

/** Why somebody is not let in. */
public enum DtlsRefusal {
    /** Sends packets without DTLS, or messages without TLS. */
    PLAIN,
    /** Its certificate is not of a trusted authority, has expired, or is not there. */
    CERTIFICATE,
    /** Its certificate is of no member of a scope. */
    NO_MEMBER,
    /** It belongs to another scope. */
    OTHER_SCOPE,
    /** The handshake failed for another reason. */
    HANDSHAKE,
    /** The handshake did not come to an end. */
    TIMEOUT,
    /** There are too many handshakes. */
    TOO_MANY;

    /** What OpenSSL's words for a failed handshake mean. */
    static DtlsRefusal ofFailure(String text) {
        return text.contains("certificate") || text.contains("issuer") ? CERTIFICATE : HANDSHAKE;
    }

    /** For metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
