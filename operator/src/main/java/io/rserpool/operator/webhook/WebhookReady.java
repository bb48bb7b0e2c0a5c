package io.rserpool.operator.webhook;

import io.quarkus.arc.profile.UnlessBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A replica is ready when it can review pods: it has a certificate, knows whose certificates count, and all pools. */
@Readiness
@ApplicationScoped
@UnlessBuildProfile("test")
class WebhookReady implements HealthCheck {
    private final Webhook webhook;

    WebhookReady(Webhook webhook) {
        this.webhook = webhook;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("webhook")
                .status(webhook.isReady())
                .withData("certificate", webhook.hasCertificate())
                .withData("clientAuthority", webhook.knowsClients())
                .withData("watches", webhook.knowsPools())
                .build();
    }
}
