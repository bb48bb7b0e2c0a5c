package io.rserpool.transport.dtls;

import static io.rserpool.transport.dtls.OpenSsl.call;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.identity.Credentials;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * What connections of the same {@link Credentials} have in common: DTLS 1.2 alone, or TLS 1.3 alone, two cipher suites with forward secrecy, both ends
 * with a certificate, no renegotiation, no resumption, no early data.
 */
final class DtlsContext implements AutoCloseable {
    private static final String CIPHERS = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305";
    private static final String TLS_CIPHERS = "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256";
    private static final long DTLS_1_2 = 0xfefd;
    private static final long TLS_1_3 = 0x0304;
    private static final long EC_KEY = 408;

    private static final long OPTIONS = 1L << 12 // SSL_OP_NO_QUERY_MTU
            | 1L << 13 // SSL_OP_COOKIE_EXCHANGE
            | 1L << 14 // SSL_OP_NO_TICKET
            | 1L << 22 // SSL_OP_CIPHER_SERVER_PREFERENCE
            | 1L << 30; // SSL_OP_NO_RENEGOTIATION

    private static final int MODE = 33;
    private static final int SESSION_CACHE = 44;
    private static final int CHAIN_CERTIFICATE = 89;
    private static final int LEAST_VERSION = 123;
    private static final int GREATEST_VERSION = 124;
    private static final long RELEASE_BUFFERS = 0x10;

    /** X509_V_FLAG_PARTIAL_CHAIN: an authority is believed that somebody else signed, without believing that one. */
    private static final long PARTIAL_CHAIN = 0x80000;

    private static final long BOTH_HAVE_CERTIFICATES = 1 | 2;

    final long address;

    private DtlsContext(long method, long version) {
        address = call(OpenSsl.CTX_NEW, method);
        if (address == 0) {
            throw new TransportException("OpenSSL has no DTLS or TLS: " + OpenSsl.reason());
        }
        call(OpenSsl.CTX_CTRL, address, LEAST_VERSION, version, 0);
        call(OpenSsl.CTX_CTRL, address, GREATEST_VERSION, version, 0);
        call(OpenSsl.CTX_CTRL, address, SESSION_CACHE, 0, 0);
        call(OpenSsl.CTX_CTRL, address, MODE, RELEASE_BUFFERS, 0);
        call(OpenSsl.CTX_OPTIONS, address, OPTIONS);
        call(OpenSsl.CTX_VERIFY, address, BOTH_HAVE_CERTIFICATES, 0);
    }

    /**
     * For DTLS.
     *
     * @throws TransportException OpenSSL does not take them; the message says which and why
     */
    static DtlsContext ofDatagrams(Credentials credentials, Cookies cookies) {
        var context = new DtlsContext(call(OpenSsl.DTLS_METHOD), DTLS_1_2);
        call(OpenSsl.CTX_COOKIE, context.address, cookies.generate());
        call(OpenSsl.CTX_COOKIE_CHECK, context.address, cookies.verify());
        return context.with(credentials, OpenSsl.CTX_CIPHERS, CIPHERS);
    }

    /**
     * For TLS.
     *
     * @throws TransportException as {@link #ofDatagrams}
     */
    static DtlsContext ofStreams(Credentials credentials) {
        var context = new DtlsContext(call(OpenSsl.TLS_METHOD), TLS_1_3);
        call(OpenSsl.CTX_TICKETS, context.address, 0);
        return context.with(credentials, OpenSsl.CTX_TLS_CIPHERS, TLS_CIPHERS);
    }

    private DtlsContext with(Credentials credentials, MethodHandle setCiphers, String ciphers) {
        try (var arena = Arena.ofConfined()) {
            int set =
                    (int) call(setCiphers, address, arena.allocateFrom(ciphers).address());
            check(set, "its cipher suites");
            use(credentials, arena);
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void use(Credentials credentials, Arena arena) {
        var chain = credentials.chain();
        for (int i = 0; i < chain.size(); i++) {
            long certificate = certificate(chain.get(i), arena);
            if (i == 0) {
                check((int) call(OpenSsl.CTX_CERTIFICATE, address, certificate), "the certificate");
                call(OpenSsl.X509_FREE, certificate);
            } else {
                // The context keeps it.
                check(
                        (int) call(OpenSsl.CTX_CTRL, address, CHAIN_CERTIFICATE, 0, certificate),
                        "an issuer's certificate");
            }
        }
        var key = copy(credentials.key().getEncoded(), arena);
        try {
            check((int) call(OpenSsl.CTX_KEY, EC_KEY, address, key.address(), key.byteSize()), "the private key");
            check((int) call(OpenSsl.CTX_CHECK_KEY, address), "the private key together with the certificate");
        } finally {
            key.fill((byte) 0);
        }
        long store = call(OpenSsl.CTX_STORE, address);
        check((int) call(OpenSsl.STORE_FLAGS, store, PARTIAL_CHAIN), "flags of the trusted certificates");
        for (var authority : credentials.trusted()) {
            long certificate = certificate(authority, arena);
            check((int) call(OpenSsl.STORE_ADD, store, certificate), "a trusted certificate");
            call(OpenSsl.X509_FREE, certificate);
        }
    }

    private static long certificate(X509Certificate certificate, Arena arena) {
        try {
            var bytes = copy(certificate.getEncoded(), arena);
            var position = arena.allocate(ValueLayout.JAVA_LONG);
            position.set(ValueLayout.JAVA_LONG, 0, bytes.address());
            long made = call(OpenSsl.TO_X509, 0, position.address(), bytes.byteSize());
            check(made == 0 ? 0 : 1, "the certificate of " + certificate.getSubjectX500Principal());
            return made;
        } catch (CertificateEncodingException e) {
            throw new TransportException("a certificate has no encoding", e);
        }
    }

    private static MemorySegment copy(byte[] bytes, Arena arena) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    private static void check(int result, String what) {
        if (result <= 0) {
            throw new TransportException("OpenSSL does not take " + what + ": " + OpenSsl.reason());
        }
    }

    /** Connections that were made of it live on. */
    @Override
    public void close() {
        call(OpenSsl.CTX_FREE, address);
    }
}
