package io.rserpool.operator.signer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.TimeGauge;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Identity;
import io.rserpool.operator.certificate.SharedSecret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the authorities in a Secret that all replicas share; any replica takes the next step. */
@ApplicationScoped
class MemberKeys {
    private static final Logger LOG = Logger.getLogger(MemberKeys.class);

    private final KubernetesClient client;
    private final Settings settings;
    private final AuthorityProblem problem;
    private final InstantSource clock;
    private final Certificates certificates = new Certificates();
    private volatile @Nullable Authorities authorities;

    @Inject
    MemberKeys(KubernetesClient client, Settings settings, AuthorityProblem problem) {
        this(client, settings, problem, InstantSource.system());
    }

    MemberKeys(KubernetesClient client, Settings settings, AuthorityProblem problem, InstantSource clock) {
        this.problem = problem;
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        TimeGauge.builder("rserpool.operator.authority.expiry.timestamp", this, TimeUnit.SECONDS, MemberKeys::expires)
                .register(Metrics.globalRegistry);
    }

    /** When the authority that signs expires, in seconds since 1970; NaN while there is none. */
    private double expires() {
        return authorities()
                .map(a -> (double)
                        a.current().certificate().getNotAfter().toInstant().getEpochSecond())
                .orElse(Double.NaN);
    }

    /** {@return those that were read last; empty before} */
    Optional<Authorities> authorities() {
        return Optional.ofNullable(authorities);
    }

    /**
     * Reads them, and takes the next step to those that there should be.
     *
     * @throws IllegalStateException what is in the Secret cannot be read
     */
    void refresh() {
        SharedSecret.untilNobodyInterferes(() -> {
            var now = clock.instant();
            var secret = secret(settings.signer().secret());
            var present = secret.read().map(Authorities::fromSecret).orElse(null);
            wanted(source(secret, now), present)
                    .map(wanted -> present == null
                            ? new Authorities(wanted, null, null)
                            : present.towards(wanted, now, settings.signer().certificateLifetime()))
                    .ifPresent(next -> use(next, present, secret));
        });
    }

    private SharedSecret secret(String name) {
        return new SharedSecret(client, settings.namespace(), name);
    }

    private AuthoritySource source(SharedSecret secret, Instant now) {
        var signer = settings.signer();
        return signer.issuedSecret()
                .<AuthoritySource>map(name -> new IssuedAuthority(
                        settings.namespace() + "/" + name,
                        secret(name).read().orElse(null),
                        now,
                        Authorities.period(signer.certificateLifetime()).multipliedBy(2)))
                .orElseGet(() -> new OwnAuthority(
                        certificates, now, signer.authorityLifetime(), secret.isAsked(Names.RENEW_AUTHORITY)));
    }

    /** Whoever keeps the Secret may make a mistake: then it stays as it was. */
    private Optional<Identity> wanted(AuthoritySource source, @Nullable Authorities present) {
        try {
            var wanted = source.wanted(present);
            problem.isOver();
            return Optional.of(wanted);
        } catch (AuthoritySource.Unusable e) {
            var message = e.getMessage()
                    + (present == null
                            ? "; no certificate is signed until then"
                            : "; %s goes on until %s"
                                    .formatted(
                                            name(present.last()),
                                            present.last()
                                                    .certificate()
                                                    .getNotAfter()
                                                    .toInstant()));
            problem.is(message);
            return Optional.ofNullable(present).map(Authorities::last);
        }
    }

    private void use(Authorities next, @Nullable Authorities present, SharedSecret secret) {
        if (!next.equals(present)) {
            secret.write(next.toSecret(), Names.RENEW_AUTHORITY);
            LOG.infof(
                    "members' certificates come from %s, valid until %s; they trust %d authorities",
                    name(next.current()),
                    next.current().certificate().getNotAfter().toInstant(),
                    next.trusted().size());
        }
        authorities = next;
    }

    private static String name(Identity authority) {
        return authority.certificate().getSubjectX500Principal().getName();
    }
}
