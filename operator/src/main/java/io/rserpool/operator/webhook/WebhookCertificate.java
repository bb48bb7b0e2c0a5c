package io.rserpool.operator.webhook;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.injection.Marks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the webhook's certificate: in a Secret that all replicas share, and its authority in the webhook's configuration.
 *
 * <p>Any replica renews what is due. The API server learns of a new authority before any replica uses a certificate of it.
 */
@ApplicationScoped
class WebhookCertificate {
    private static final Logger LOG = Logger.getLogger(WebhookCertificate.class);
    private static final int ATTEMPTS = 5;

    /** However often a renewal fails halfway, the configuration does not grow. */
    private static final int MOST_TRUSTED = 8;

    private final KubernetesClient client;
    private final Settings settings;
    private final Certificates certificates = new Certificates();
    private final RotatingKeyManager keyManager;
    private final Marks marks;
    private final Clock clock;

    @Inject
    WebhookCertificate(KubernetesClient client, Settings settings, RotatingKeyManager keyManager, Marks marks) {
        this(client, settings, keyManager, marks, Clock.systemUTC());
    }

    WebhookCertificate(
            KubernetesClient client, Settings settings, RotatingKeyManager keyManager, Marks marks, Clock clock) {
        this.marks = marks;
        this.client = client;
        this.settings = settings;
        this.keyManager = keyManager;
        this.clock = clock;
    }

    /** {@return whether there is a certificate to serve with} */
    boolean isPresent() {
        return keyManager.isReady();
    }

    /** Reads the certificate, renews what is due, and sees to it that the API server trusts it. */
    void refresh() {
        for (int attempt = 1; ; attempt++) {
            try {
                var keys = shared();
                trust(keys, false);
                marks.use(keys.marks());
                keyManager.use(keys.server());
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HTTP_CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.debugf("another replica renewed the webhook's certificate at the same time; looking again");
            }
        }
    }

    private WebhookKeys shared() {
        var name = settings.webhook().secret();
        var secret = client.secrets()
                .inNamespace(settings.namespace())
                .withName(name)
                .get();
        var present =
                secret == null ? null : WebhookKeys.fromSecret(secret.getData()).orElse(null);
        var keys = WebhookKeys.renewed(
                present,
                certificates,
                dnsNames(),
                clock.instant(),
                settings.webhook().authorityLifetime(),
                settings.webhook().certificateLifetime());
        if (keys != present) {
            trust(keys, true);
            store(name, secret, keys);
            LOG.infof(
                    "stored new keys of the webhook; its certificate is valid until %s",
                    keys.server().certificate().getNotAfter());
        }
        return keys;
    }

    private List<String> dnsNames() {
        var service = settings.webhook().service() + "." + settings.namespace() + ".svc";
        return List.of(service, service + ".cluster.local");
    }

    private void store(String name, @Nullable Secret present, WebhookKeys keys) {
        var builder = present == null
                ? new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(settings.namespace())
                        .addToLabels("app.kubernetes.io/managed-by", Names.MANAGER)
                        .endMetadata()
                        .withType("kubernetes.io/tls")
                : new SecretBuilder(present);
        var secret = client.resource(builder.withData(keys.toSecret()).build());
        if (present == null) {
            secret.create();
        } else {
            // Carries the resource version that was read: a concurrent renewal gives a conflict.
            secret.update();
        }
    }

    /**
     * Tells the API server whom to trust.
     *
     * @param besides what it trusts now, too: another replica may have renewed at the same time, and serve with what it made already
     */
    private void trust(WebhookKeys keys, boolean besides) {
        var configuration = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(settings.webhook().configuration());
        var present = configuration.get();
        if (present == null) {
            Failures.refused(
                    "webhook-certificate",
                    "there is no MutatingWebhookConfiguration %s: no pod gets sidecars until the Helm chart is installed again"
                            .formatted(settings.webhook().configuration()));
        } else if (setBundles(present, keys, besides)) {
            configuration.patch(present);
        }
    }

    /** {@return whether that changed anything} */
    private static boolean setBundles(MutatingWebhookConfiguration configuration, WebhookKeys keys, boolean besides) {
        boolean changed = false;
        for (var webhook : configuration.getWebhooks()) {
            var client = webhook.getClientConfig();
            var before = besides ? WebhookKeys.trusted(client.getCaBundle()) : List.<X509Certificate>of();
            var bundle = WebhookKeys.base64(Pem.of(Stream.concat(keys.trusted().stream(), before.stream())
                    .distinct()
                    .limit(MOST_TRUSTED)
                    .toList()));
            changed |= !bundle.equals(client.getCaBundle());
            client.setCaBundle(bundle);
        }
        return changed;
    }
}
