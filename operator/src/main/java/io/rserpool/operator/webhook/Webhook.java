package io.rserpool.operator.webhook;

import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.StartupEvent;
import io.rserpool.operator.Catalog;
import io.rserpool.operator.Settings;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Turns;
import io.rserpool.operator.injection.DrainTokens;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.injection.Marks;
import io.rserpool.operator.injection.PodInjector;
import io.rserpool.operator.observe.MissingImages;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.status.Events;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/** Runs the admission webhook, in every replica of the operator. */
@ApplicationScoped
@UnlessBuildProfile("test")
class Webhook {
    private static final String TASK = "webhook-certificate";
    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final Catalog catalog;
    private final WebhookCertificate certificate;
    private final ApiServers clients;
    private final Events events;
    private final Turns turns = new Turns(TASK);
    private final WebhookRoute route;

    Webhook(
            Catalog catalog,
            WebhookCertificate certificate,
            ApiServers clients,
            MissingImages missing,
            Events events,
            Settings settings,
            Marks marks,
            Enrolment enrolment) {
        this.catalog = catalog;
        this.certificate = certificate;
        this.clients = clients;
        this.events = events;
        this.route = new WebhookRoute(new AdmissionHandler(
                new PodInjector(settings, new DrainTokens(), marks, enrolment),
                catalog::snapshot,
                catalog::liveSnapshot,
                missing::lacks,
                this::report));
    }

    void serve(@Observes Router router) {
        route.on(router);
    }

    void start(@Observes StartupEvent event) {
        catalog.start();
        // What fails now may go well the next time; until then this replica is not ready.
        Failures.contain(TASK, certificate::refresh);
        turns.every(REFRESH, REFRESH, certificate::refresh);
        Failures.contain(TASK, clients::refresh);
        turns.every(REFRESH, REFRESH, clients::refresh);
    }

    boolean isReady() {
        return hasCertificate() && knowsClients() && knowsPools();
    }

    boolean knowsClients() {
        return clients.areKnown();
    }

    boolean hasCertificate() {
        return certificate.isPresent();
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
        route.close();
    }
}
