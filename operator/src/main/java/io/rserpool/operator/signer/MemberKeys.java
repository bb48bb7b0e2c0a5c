package io.rserpool.operator.signer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.SharedSecret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the authorities in a Secret that all replicas share; any replica renews what is due. */
@ApplicationScoped
class MemberKeys {
    private static final Logger LOG = Logger.getLogger(MemberKeys.class);

    private final KubernetesClient client;
    private final Settings settings;
    private final InstantSource clock;
    private final Certificates certificates = new Certificates();
    private volatile @Nullable Authorities authorities;

    @Inject
    MemberKeys(KubernetesClient client, Settings settings) {
        this(client, settings, InstantSource.system());
    }

    MemberKeys(KubernetesClient client, Settings settings, InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
    }

    /** {@return those that were read last; empty before} */
    Optional<Authorities> authorities() {
        return Optional.ofNullable(authorities);
    }

    /**
     * Reads them, and renews what is due.
     *
     * @throws IllegalStateException what is in the Secret cannot be read
     */
    void refresh() {
        SharedSecret.untilNobodyInterferes(() -> {
            var secret = new SharedSecret(
                    client, settings.namespace(), settings.signer().secret());
            var present = secret.read().map(Authorities::fromSecret).orElse(null);
            var now = Authorities.renewed(
                    present,
                    certificates,
                    clock.instant(),
                    settings.signer().authorityLifetime(),
                    settings.signer().certificateLifetime(),
                    secret.isAsked(Names.RENEW_AUTHORITY));
            if (!now.equals(present)) {
                secret.write(now.toSecret(), Names.RENEW_AUTHORITY);
                LOG.infof(
                        "members' certificates come from %s; they trust %d authorities",
                        now.current().certificate().getSubjectX500Principal(),
                        now.trusted().size());
            }
            authorities = now;
        });
    }
}
