package io.rserpool.operator.signer;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.StartupEvent;
import io.rserpool.operator.Settings;
import io.rserpool.operator.certificate.RotatingKeyManager;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Turns;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The signer's HTTPS server, in every replica. It has a port of its own: who asks for a certificate has none yet, and the webhook's port may demand one.
 */
@ApplicationScoped
@UnlessBuildProfile("test")
class SignerServer {
    private static final String TASK = "signer";
    private static final Duration REFRESH = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(30);

    /** Who asks is done within a second, as a rule. */
    private static final int MOST_CONNECTIONS = 200;

    private final Vertx vertx;
    private final Settings settings;
    private final RotatingKeyManager certificate;
    private final MemberKeys keys;
    private final SignRoute route;
    private final Turns turns = new Turns(TASK);
    private final AtomicInteger open = new AtomicInteger();
    private @Nullable HttpServer server;

    SignerServer(Vertx vertx, Settings settings, RotatingKeyManager certificate, MemberKeys keys, Signer signer) {
        this.vertx = vertx;
        this.settings = settings;
        this.certificate = certificate;
        this.keys = keys;
        this.route = new SignRoute(signer);
    }

    void start(@Observes StartupEvent event) throws Exception {
        Failures.contain(TASK, keys::refresh);
        turns.every(REFRESH, REFRESH, keys::refresh);
        var router = Router.router(vertx);
        route.on(router);
        server = vertx.createHttpServer(options())
                .connectionHandler(this::count)
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(START.toMillis(), TimeUnit.MILLISECONDS);
    }

    private HttpServerOptions options() {
        var options = new HttpServerOptions();
        options.setHost("0.0.0.0")
                .setPort(settings.signer().port())
                .setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(certificate))
                .setUseAlpn(false)
                .setIdleTimeout((int) IDLE.toSeconds())
                .setSslHandshakeTimeout(HANDSHAKE.toSeconds());
        return options;
    }

    private void count(HttpConnection connection) {
        connection.closeHandler(closed -> open.decrementAndGet());
        if (open.incrementAndGet() > MOST_CONNECTIONS) {
            connection.close();
        }
    }

    /** {@return the port that it listens on} */
    int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    @PreDestroy
    void stop() {
        turns.close();
        if (server != null) {
            server.close();
        }
        route.close();
    }
}
