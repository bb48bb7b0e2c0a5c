package io.rserpool.operator.certificate;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Clients of HTTPS servers, with certificates of their own and without. */
public final class TlsClients {
    private static final char[] NO_PASSWORD = {};
    private static final int PATIENCE_MILLIS = 30_000;

    private TlsClients() {}

    /** {@return a key with a certificate of an authority, good for clients, whose common name is "rserpool member"} */
    public static Identity certified(Identity authority) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        var certificate = new Certificates()
                .member(
                        authority,
                        pair.getPublic(),
                        List.of("https://api"),
                        List.of(),
                        Instant.now(),
                        Duration.ofHours(1));
        return new Identity(pair.getPrivate(), certificate);
    }

    /** {@return what makes connections that believe these authorities, with a certificate or (null) without} */
    public static SSLContext context(List<X509Certificate> authorities, @Nullable Identity own)
            throws GeneralSecurityException, IOException {
        var store = empty();
        for (var authority : authorities) {
            store.setCertificateEntry(authority.getSerialNumber().toString(), authority);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : keys(own), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyManager[] keys(Identity own) throws GeneralSecurityException, IOException {
        var store = empty();
        store.setKeyEntry("own", own.key(), NO_PASSWORD, new Certificate[] {own.certificate()});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    /** {@return a connection to this host after the handshake, which a server of TLS 1.3 may still refuse} */
    public static SSLSocket connect(SSLContext context, int port) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        return socket;
    }
}
