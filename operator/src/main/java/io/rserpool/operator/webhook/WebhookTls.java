package io.rserpool.operator.webhook;

import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.rserpool.operator.certificate.RotatingKeyManager;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import jakarta.inject.Singleton;

/**
 * The TLS configuration "webhook" of Quarkus' HTTP server. It is asked for its keys once, before there is a certificate: it gets a key manager
 * whose certificate comes, and is replaced, later.
 */
@Singleton
@Identifier("webhook")
class WebhookTls implements KeyStoreProvider {
    private final RotatingKeyManager keys;

    WebhookTls(RotatingKeyManager keys) {
        this.keys = keys;
    }

    @Override
    @SuppressWarnings("NullAway") // There is no key store, only what is made of one.
    public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
        return new KeyStoreAndKeyCertOptions(null, KeyCertOptions.wrap(keys));
    }
}
