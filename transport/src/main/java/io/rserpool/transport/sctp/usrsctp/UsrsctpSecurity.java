package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.identity.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * That only members of a scope are spoken with.
 *
 * @param scope that peers must belong to by their certificates
 * @param credentials at the beginning; null = they come later, and nobody is spoken with until then
 * @param statistics get what becomes of handshakes
 */
public record UsrsctpSecurity(
        String scope, @Nullable Credentials credentials, DtlsConfig config, DtlsStatistics statistics) {
    public UsrsctpSecurity(String scope, Credentials credentials) {
        this(scope, credentials, DtlsConfig.DEFAULT, new DtlsStatistics());
    }
}
