package io.rserpool.transport.setup;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.identity.CertificateIdentity;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpSecurity;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.util.Optional;

/** That this program is a member of a scope and speaks with members alone. */
public final class Membership {
    private static final System.Logger LOG = System.getLogger(Membership.class.getName());

    private final CredentialSource credentials;
    private final String scope;
    private final DtlsStatistics statistics = new DtlsStatistics();

    private Membership(CredentialSource credentials, String scope) {
        this.credentials = credentials;
        this.scope = scope;
    }

    /**
     * With credentials in files, which may change there.
     *
     * @throws TransportException they cannot be read or are of no member; the message says why
     */
    public static Membership of(CredentialFiles files) {
        var watch = new CredentialWatch(files);
        try {
            return new Membership(watch, identity(watch.current()).scope());
        } catch (CertificateException e) {
            throw new TransportException(files.certificate() + " is of no member of a scope: " + e.getMessage(), e);
        }
    }

    /** With credentials that a signer makes; until it has, nobody is spoken with. */
    public static Membership of(Signer signer, String scope) {
        return new Membership(new SignedCredentials(signer), scope);
    }

    private static PeerIdentity identity(Credentials credentials) throws CertificateException {
        return CertificateIdentity.of(credentials.chain().getFirst());
    }

    SctpTransport open(SelectorEventLoop loop, InetSocketAddress bind, UsrsctpConfig config) {
        var security = new UsrsctpSecurity(scope, credentials.current(), DtlsConfig.DEFAULT, statistics);
        var transport = UsrsctpTransport.secured(loop, bind, config, security);
        LOG.log(Level.INFO, () -> own().map(
                        own -> "secured: " + own.name() + " of scope " + scope + ", good until " + own.notAfter())
                .orElse("secured: of scope " + scope + " when its certificate is signed"));
        credentials.watch(loop, transport::isClosed, transport::use);
        return transport;
    }

    /** TLS for connections of TCP, with the newest credentials at each handshake. */
    public TlsStreams streams(EventLoop loop) {
        return new TlsStreams(loop, scope, credentials::current, DtlsConfig.DEFAULT, statistics);
    }

    /** What its certificate says that this program is; empty = there is none yet, or it says nothing that is understood. */
    public Optional<PeerIdentity> own() {
        var current = credentials.current();
        try {
            return current == null ? Optional.empty() : Optional.of(identity(current));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** The scope it is a member of. */
    public String scope() {
        return scope;
    }

    /** Whether they are good, and until when. */
    public CredentialSource credentials() {
        return credentials;
    }

    /** What becomes of handshakes. */
    public DtlsStatistics statistics() {
        return statistics;
    }
}
