package io.rserpool.program.http;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.setup.Membership;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What there is to see of a program's membership in its scope: nothing where security is off. */
public final class SecurityPages {
    private static final String CHECK = "credentials";

    private SecurityPages() {}

    /** Adds a health check and metrics. */
    public static void add(ManagementServer management, PrometheusRegistry metrics, Optional<Membership> membership) {
        membership.ifPresent(member -> {
            management.health().live(CHECK, () -> health(member));
            register(metrics, member);
        });
    }

    /** Expired credentials end nothing at once, and are no reason to restart a program: they would be as old then. */
    private static HealthCheck.Result health(Membership member) {
        var problem = member.credentials().problem();
        var own = member.own();
        return new HealthCheck.Result(
                true,
                Map.of(
                        "member", own.map(PeerIdentity::name).orElse(""),
                        "scope", member.scope(),
                        "expires", own.map(o -> o.notAfter().toString()).orElse(""),
                        "expired",
                                own.filter(o -> o.notAfter().isAfter(Instant.now()))
                                        .isEmpty(),
                        "problem", problem == null ? "" : problem));
    }

    private static void register(PrometheusRegistry metrics, Membership member) {
        var statistics = member.statistics();
        CounterWithCallback.builder()
                .name("rserpool_dtls_handshakes_total")
                .help("DTLS handshakes that were completed")
                .callback(callback -> callback.call(statistics.handshakes()))
                .register(metrics);
        CounterWithCallback.builder()
                .name("rserpool_dtls_refusals_total")
                .help("Peers, and packets, that were refused")
                .labelNames("reason")
                .callback(callback -> statistics.refusals().forEach((reason, count) -> callback.call(count, reason)))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("rserpool_dtls_connections")
                .help("DTLS connections, one for each address pair")
                .callback(callback -> callback.call(statistics.connections()))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("rserpool_certificate_expiry_timestamp_seconds")
                .help("When the program's certificate expires, in seconds since the epoch; 0 = it has none yet")
                .callback(callback -> callback.call(
                        member.own().map(o -> o.notAfter().getEpochSecond()).orElse(0L)))
                .register(metrics);
    }
}
