package io.rserpool.operator.certificate;

import jakarta.inject.Singleton;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The key manager of the operator's HTTPS servers, whose certificate can be replaced while they run. Without one, handshakes fail. */
@Singleton
@SuppressWarnings("NullAway") // null is this interface's way to say "none"
public final class RotatingKeyManager extends X509ExtendedKeyManager {
    private volatile @Nullable Identity current;
    private volatile @Nullable Identity previous;

    /** New handshakes get this one. */
    public void use(Identity identity) {
        var before = current;
        if (before == null || !before.certificate().equals(identity.certificate())) {
            previous = before;
            current = identity;
        }
    }

    /** {@return whether there is one} */
    public boolean isReady() {
        return current != null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType);
    }

    private @Nullable String alias(String keyType) {
        var identity = current;
        return identity == null || !keyType.startsWith("EC") ? null : nameOf(identity);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var identity = find(alias);
        return identity == null ? null : new X509Certificate[] {identity.certificate()};
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var identity = find(alias);
        return identity == null ? null : identity.key();
    }

    /** A handshake that began before a rotation ends with the certificate that it began with. */
    private @Nullable Identity find(String alias) {
        var now = current;
        if (now != null && nameOf(now).equals(alias)) {
            return now;
        }
        var before = previous;
        return before != null && nameOf(before).equals(alias) ? before : null;
    }

    private static String nameOf(Identity identity) {
        return identity.certificate().getSerialNumber().toString();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal[] issuers) {
        var alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
