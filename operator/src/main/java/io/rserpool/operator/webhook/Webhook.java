package io.rserpool.operator.webhook;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.Settings;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Turns;
import io.rserpool.operator.injection.DrainTokens;
import io.rserpool.operator.injection.PodInjector;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.status.Events;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs the admission webhook, in every replica of the operator. */
@ApplicationScoped
@UnlessBuildProfile("test")
class Webhook {
    private static final Logger LOG = Logger.getLogger(Webhook.class);
    private static final String TASK = "webhook-certificate";
    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final WebhookCertificate certificate;
    private final Events events;
    private final Settings settings;
    private final Turns turns = new Turns(TASK);
    private @Nullable WebhookServer server;
    private volatile boolean stopping;

    Webhook(Catalog catalog, WebhookCertificate certificate, Events events, Settings settings) {
        this.catalog = catalog;
        this.certificate = certificate;
        this.events = events;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        catalog.start();
        var handler = new AdmissionHandler(
                new PodInjector(settings.images(), new DrainTokens()),
                catalog::snapshot,
                catalog::liveSnapshot,
                this::report);
        try {
            server = new WebhookServer(settings.webhook().port(), certificate.keyManager(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on port %d: set rserpool.operator.webhook.port to a free one"
                            .formatted(settings.webhook().port()),
                    e);
        }
        // What fails now may go well the next time; until then this replica is not ready.
        Failures.contain(TASK, certificate::refresh);
        turns.every(REFRESH, REFRESH, certificate::refresh);
        LOG.infof("the webhook listens on port %d", server.port());
    }

    /** The API server may ask this replica a while yet: until it has learned that it is not ready any more. */
    void stopping(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        Thread.sleep(settings.webhook().shutdownDelay().toMillis());
    }

    boolean isReady() {
        return !stopping && server != null && hasCertificate() && knowsPools();
    }

    boolean hasCertificate() {
        return certificate.keyManager().isReady();
    }

    boolean knowsPools() {
        return catalog.isReady();
    }

    private void report(List<Refusal> refusals) {
        refusals.forEach(r -> events.warn(r.resource(), r.reason(), r.message()));
    }

    @PreDestroy
    void stop() {
        turns.close();
        if (server != null) {
            server.close();
        }
    }
}
