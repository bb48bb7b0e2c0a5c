package io.rserpool.pu;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The figures of a pu-sidecar. */
final class PuMetrics {
    /** Runs on the event loop and waits for the result. */
    interface OnLoop {
        Object now(Callable<Object> task);
    }

    private PuMetrics() {}

    static void register(PrometheusRegistry registry, PuSidecar sidecar, OnLoop loop) {
        perPoolNow(registry, sidecar, loop, "rserpool_pu_sessions", "Sessions now", UsedPool::sessionCount);
        perPoolNow(
                registry,
                sidecar,
                loop,
                "rserpool_pu_fallback",
                "1 if new connections go to the Service directly, for want of an element",
                pool -> pool.fallback().isActive() ? 1 : 0);
        perPool(registry, sidecar, "rserpool_pu_sessions_opened_total", "Connections accepted", UsedPool::opened);
        perPool(registry, sidecar, "rserpool_pu_sessions_refused_total", "Beyond max-sessions", UsedPool::refused);
        lost(registry, sidecar);
        unprotected(registry, sidecar, loop);
        perPool(
                registry,
                sidecar,
                "rserpool_pu_sessions_dismissed_total",
                "Connections ended without a byte while there was no element",
                UsedPool::dismissed);
        perPool(
                registry,
                sidecar,
                "rserpool_pu_fallbacks_total",
                "Connections that went to the Service directly",
                UsedPool::fallbacks);
        perPool(registry, sidecar, "rserpool_pu_bytes_to_pool_total", "Bytes from clients", UsedPool::toPool);
        perPool(registry, sidecar, "rserpool_pu_bytes_to_clients_total", "Bytes to clients", UsedPool::toClients);
        failovers(registry, sidecar);
        var metrics = sidecar.metrics();
        count(registry, "rserpool_pu_resolutions_total", "Handle resolutions sent", metrics.resolutions);
        count(registry, "rserpool_pu_unreachable_reports_total", "Elements reported", metrics.unreachableReports);
        count(
                registry,
                "rserpool_pu_retries_delayed_total",
                "Failovers that waited, since many sessions of the pool got nothing from several elements in a row",
                metrics.retriesDelayed);
        count(registry, "rserpool_pu_suspicions_total", "Times an element did not answer", metrics.suspicions);
        count(
                registry,
                "rserpool_pu_journal_overflows_total",
                "Sessions that will not survive",
                metrics.journalOverflows);
        count(
                registry,
                "rserpool_pu_journals_given_up_total",
                "Sessions that will not survive for want of memory for journals",
                metrics.journalsGivenUp);
        count(registry, "rserpool_pu_cookies_kept_total", "Cookies kept for sessions", metrics.cookiesKept);
        count(
                registry,
                "rserpool_pu_cookies_refused_total",
                "Cookies of elements that are old, of another session, not understood, or for which there is no memory",
                metrics.cookiesRefused);
        count(registry, "rserpool_homes_lost_total", "Times the home registrar was lost", metrics.homesLost);
        count(registry, "rserpool_sessions_diverged_total", "Sessions answered differently", metrics.diverged);
        count(
                registry,
                "rserpool_handler_failures_total",
                "Sessions ended by an internal error",
                metrics.handlerFailures);
        count(registry, "rserpool_protocol_errors_total", "Messages against the rules", metrics.protocolErrors);
        CounterWithCallback.builder()
                .name("rserpool_denials_total")
                .help("Peers that were not believed, served or spoken to, since security is required")
                .labelNames("reason")
                .callback(callback -> metrics.eachDenial((reason, number) -> callback.call(number, reason)))
                .register(registry);
        gauge(registry, "rserpool_pu_journal_bytes", "Bytes kept for replay", metrics.journalBytesActive);
        gauge(registry, "rserpool_associations", "Associations with elements", metrics.associationsActive);
        gauge(
                registry,
                "rserpool_pu_associations_suspect",
                "Associations with elements that do not answer now",
                metrics.associationsSuspect);
        gauge(
                registry,
                "rserpool_direct_sessions",
                "Sessions now that are an association each",
                metrics.directSessionsActive);
    }

    private static void perPoolNow(
            PrometheusRegistry registry,
            PuSidecar sidecar,
            OnLoop loop,
            String name,
            String help,
            ToDoubleFunction<UsedPool> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("pool")
                .callback(callback -> loop.now(() -> {
                    for (var pool : sidecar.pools()) {
                        callback.call(value.applyAsDouble(pool), pool.settings().name());
                    }
                    return callback;
                }))
                .register(registry);
    }

    private static void lost(PrometheusRegistry registry, PuSidecar sidecar) {
        CounterWithCallback.builder()
                .name("rserpool_pu_sessions_lost_total")
                .help("Clients reset because their element failed, by why their sessions did not go on")
                .labelNames("pool", "reason")
                .callback(callback -> sidecar.pools().forEach(pool -> pool.lost()
                        .each((reason, number) ->
                                callback.call(number, pool.settings().name(), reason))))
                .register(registry);
    }

    private static void unprotected(PrometheusRegistry registry, PuSidecar sidecar, OnLoop loop) {
        GaugeWithCallback.builder()
                .name("rserpool_pu_sessions_unprotected")
                .help("Sessions now that would not survive the death of their element, by why")
                .labelNames("pool", "reason")
                .callback(callback -> loop.now(() -> {
                    for (var pool : sidecar.pools()) {
                        pool.coverage()
                                .unprotected()
                                .forEach((why, number) ->
                                        callback.call(number, pool.settings().name(), why.label()));
                    }
                    return callback;
                }))
                .register(registry);
    }

    private static void failovers(PrometheusRegistry registry, PuSidecar sidecar) {
        var count = Counter.builder()
                .name("rserpool_pu_failovers_total")
                .help("Sessions that went on at another element, by what had failed")
                .labelNames("pool", "mode", "cause")
                .register(registry);
        var detection = durations(
                registry,
                "rserpool_pu_failover_detection_seconds",
                "From the last sign of life of the element to when its failure was known; long if nothing was going on");
        var duration = durations(
                registry,
                "rserpool_pu_failover_duration_seconds",
                "From when a failure was known to when another element had caught up");
        sidecar.onFailover(failover -> {
            count.labelValues(failover.pool(), failover.mode(), failover.kind()).inc();
            detection.labelValues(failover.pool(), failover.mode()).observe(failover.detectionMillis() / 1000);
            duration.labelValues(failover.pool(), failover.mode()).observe(failover.switchMillis() / 1000);
        });
    }

    private static Histogram durations(PrometheusRegistry registry, String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30)
                .labelNames("pool", "mode")
                .register(registry);
    }

    private static void perPool(
            PrometheusRegistry registry,
            PuSidecar sidecar,
            String name,
            String help,
            Function<UsedPool, LongAdder> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("pool")
                .callback(callback -> {
                    for (var pool : sidecar.pools()) {
                        callback.call(value.apply(pool).sum(), pool.settings().name());
                    }
                })
                .register(registry);
    }

    private static void count(PrometheusRegistry registry, String name, String help, LongAdder value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.sum()))
                .register(registry);
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, LongAdder value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.sum()))
                .register(registry);
    }
}
