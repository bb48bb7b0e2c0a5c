package io.rserpool.transport.setup;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.identity.CertificateIdentity;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpSecurity;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;

/** That this program is a member of a scope and speaks with members alone; its credentials are in files, and may change there. */
public final class Membership {
    private static final System.Logger LOG = System.getLogger(Membership.class.getName());

    private final CredentialWatch credentials;
    private final PeerIdentity own;
    private final DtlsStatistics statistics = new DtlsStatistics();

    private Membership(CredentialWatch credentials, PeerIdentity own) {
        this.credentials = credentials;
        this.own = own;
    }

    /**
     * Reads the credentials.
     *
     * @throws TransportException they cannot be read or are of no member; the message says why
     */
    public static Membership of(CredentialFiles files) {
        var watch = new CredentialWatch(files);
        return new Membership(watch, identity(watch.current(), files));
    }

    private static PeerIdentity identity(Credentials credentials, CredentialFiles files) {
        try {
            return CertificateIdentity.of(credentials.chain().getFirst());
        } catch (CertificateException e) {
            throw new TransportException(files.certificate() + " is of no member of a scope: " + e.getMessage(), e);
        }
    }

    SctpTransport open(SelectorEventLoop loop, InetSocketAddress bind, UsrsctpConfig config) {
        var security = new UsrsctpSecurity(own.scope(), credentials.current(), DtlsConfig.DEFAULT, statistics);
        var transport = UsrsctpTransport.secured(loop, bind, config, security);
        LOG.log(Level.INFO, () -> "secured: %s of scope %s, good until %s"
                .formatted(own.name(), own.scope(), credentials.expires()));
        credentials.watch(loop, transport::isClosed, transport::use);
        return transport;
    }

    /** What the certificate says that this program is. */
    public PeerIdentity own() {
        return own;
    }

    /** Whether they are good, and until when. */
    public CredentialWatch credentials() {
        return credentials;
    }

    /** What becomes of handshakes. */
    public DtlsStatistics statistics() {
        return statistics;
    }
}
