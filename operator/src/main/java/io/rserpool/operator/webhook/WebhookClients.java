package io.rserpool.operator.webhook;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Singleton;

/** Has Quarkus' HTTPS server ask for a certificate in the handshake, where API servers have one. */
@Singleton
class WebhookClients implements HttpServerOptionsCustomizer {
    private final ApiServers clients;

    WebhookClients(ApiServers clients) {
        this.clients = clients;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (clients.areAsked()) {
            options.setClientAuth(ClientAuth.REQUIRED).setTrustOptions(TrustOptions.wrap(clients));
        }
    }
}
