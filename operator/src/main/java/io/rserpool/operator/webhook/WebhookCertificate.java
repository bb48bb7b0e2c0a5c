package io.rserpool.operator.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.rserpool.operator.Settings;
import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Pem;
import io.rserpool.operator.certificate.RotatingKeyManager;
import io.rserpool.operator.certificate.SharedSecret;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.injection.Marks;
import io.rserpool.operator.injection.PageTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Keeps the webhook's certificate: in a Secret that all replicas share, and its authority in the webhook's configuration.
 *
 * <p>Any replica renews what is due. The API server learns of a new authority before any replica uses a certificate of it.
 */
@ApplicationScoped
class WebhookCertificate {
    private static final Logger LOG = Logger.getLogger(WebhookCertificate.class);

    /** However often a renewal fails halfway, the configuration does not grow. */
    private static final int MOST_TRUSTED = 8;

    private final KubernetesClient client;
    private final Settings settings;
    private final Certificates certificates = new Certificates();
    private final RotatingKeyManager keyManager;
    private final Marks marks;
    private final PageTokens pages;
    private final Enrolment enrolment;
    private final Clock clock;

    @Inject
    WebhookCertificate(
            KubernetesClient client,
            Settings settings,
            RotatingKeyManager keyManager,
            Marks marks,
            PageTokens pages,
            Enrolment enrolment) {
        this(client, settings, keyManager, marks, pages, enrolment, Clock.systemUTC());
    }

    WebhookCertificate(
            KubernetesClient client,
            Settings settings,
            RotatingKeyManager keyManager,
            Marks marks,
            PageTokens pages,
            Enrolment enrolment,
            Clock clock) {
        this.pages = pages;
        this.marks = marks;
        this.enrolment = enrolment;
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
        SharedSecret.untilNobodyInterferes(() -> {
            var keys = shared();
            trust(keys, false);
            marks.use(keys.marks());
            pages.use(keys.marks());
            enrolment.use(keys.trustedPem());
            keyManager.use(keys.server());
        });
    }

    private WebhookKeys shared() {
        var secret = new SharedSecret(
                client, settings.namespace(), settings.webhook().secret());
        var present = secret.read().flatMap(WebhookKeys::fromSecret).orElse(null);
        var keys = WebhookKeys.renewed(
                present,
                certificates,
                dnsNames(),
                clock.instant(),
                settings.webhook().authorityLifetime(),
                settings.webhook().certificateLifetime());
        if (keys != present) {
            trust(keys, true);
            secret.write(keys.toSecret(), null);
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
