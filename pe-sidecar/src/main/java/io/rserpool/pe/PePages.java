package io.rserpool.pe;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.program.http.Caller;
import io.rserpool.program.http.HealthCheck;
import io.rserpool.program.http.HttpReply;
import io.rserpool.program.http.LoopMetrics;
import io.rserpool.program.http.ManagementServer;
import io.rserpool.program.http.ProcessMetrics;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** What a pe-sidecar shows and takes over management HTTP. */
final class PePages {
    private static final int MOST_SESSIONS_SHOWN = 1000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final PeSidecar sidecar;
    private final SelectorEventLoop loop;
    private final DrainGate gate;

    private PePages(PeSidecar sidecar, SelectorEventLoop loop, DrainGate gate) {
        this.sidecar = sidecar;
        this.loop = loop;
        this.gate = gate;
    }

    /** @param drainToken lets others than this host's own programs drain */
    static void add(ManagementServer server, PeSidecar sidecar, SelectorEventLoop loop, Optional<String> drainToken) {
        var pages = new PePages(sidecar, loop, new DrainGate(drainToken, loop));
        server.health().live("event-loop", () -> pages.now(pages::eventLoop));
        server.health().ready("servers", () -> pages.now(pages::servers));
        server.jsonAsync("/sessions", () -> loop.submit(pages::sessions));
        server.jsonAsync("/pools", () -> loop.submit(pages::registrations));
        server.handleBelow("/sessions/", Set.of("GET", "PUT"), new CookiePages(sidecar::pools, loop)::answer);
        server.handle("/drain", Set.of("GET", "POST"), pages::drain);
        ProcessMetrics.register(server.metrics());
        var figures = loop.statistics();
        new LoopMetrics(server.metrics())
                .turnsOverBudget(figures::turnsOverBudget)
                .longestTurn(figures::longestTurnNanos)
                .stalled(figures::stalledNanos)
                .failures(figures::failures);
        pages.metrics(server.metrics());
    }

    /** Down if it does not answer; what it says of itself is for people. */
    private HealthCheck.Result eventLoop() {
        return new HealthCheck.Result(true, loop.statistics().shown());
    }

    private <T> T now(Callable<T> task) {
        return loop.call(task, LONGEST_WAIT);
    }

    /**
     * Ready once somebody has listened at each pool's port, and for good: a wrong port stops a roll-out at its first pod. Neither
     * registrars nor the server's health later on take the pod out of its Services: that is the pod's own readiness.
     */
    private HealthCheck.Result servers() {
        var data = new LinkedHashMap<String, Object>();
        boolean ready = true;
        for (var pool : sidecar.pools()) {
            ready &= pool.server().hasListened();
            var why = pool.whyNotRegistered();
            data.put(pool.settings().name(), why.isEmpty() ? "registered" : "not registered: " + why);
        }
        data.put("registrar", sidecar.hasRegistrar() ? "connected" : "no registrar reachable");
        return new HealthCheck.Result(ready, data);
    }

    /** What becomes of the registration of each pool's element. */
    private Object registrations() {
        var list = new ArrayList<Map<String, Object>>();
        for (var pool : sidecar.pools()) {
            var why = pool.whyNotRegistered();
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", pool.settings().name());
            entry.put("handle", pool.settings().handle());
            entry.put("registered", why.isEmpty());
            entry.put("listening", pool.server().listens());
            entry.put("reason", why);
            list.add(entry);
        }
        return list;
    }

    private Object sessions() {
        var shown = new ArrayList<Map<String, Object>>();
        int total = 0;
        for (var pool : sidecar.pools()) {
            total += pool.sessionCount();
            for (var session : pool.sessions()) {
                if (shown.size() < MOST_SESSIONS_SHOWN) {
                    shown.add(session(pool, session));
                }
            }
        }
        var page = new LinkedHashMap<String, Object>();
        page.put("total", total);
        page.put("pools", pools());
        page.put("sessions", shown);
        return page;
    }

    private List<Map<String, Object>> pools() {
        var list = new ArrayList<Map<String, Object>>();
        for (var pool : sidecar.pools()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", pool.settings().name());
            entry.put("handle", pool.settings().handle());
            entry.put("identifier", pool.identifier());
            entry.put("server", pool.settings().server().toString());
            entry.put("health", pool.healthCause());
            entry.put("registration", pool.state());
            entry.put("sessions", pool.sessionCount());
            list.add(entry);
        }
        return list;
    }

    private Map<String, Object> session(ServedPool pool, ServerSession session) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("pool", pool.settings().name());
        entry.put("session", session.id());
        entry.put("client", session.client());
        entry.put("user", session.peer());
        entry.put("ageMillis", (loop.nanoTime() - session.begun()) / 1_000_000);
        entry.put("bytesToServer", session.toServer());
        entry.put("bytesFromServer", session.toClient());
        entry.put("skippedBytes", session.skip());
        return entry;
    }

    private CompletableFuture<HttpReply> drain(Caller caller) {
        if (!gate.admits(caller)) {
            return CompletableFuture.completedFuture(DrainGate.REFUSAL);
        }
        return loop.submit(sidecar::drain)
                .thenCompose(future -> future)
                .thenApply(sessions -> HttpReply.json(200, Map.of("drained", sessions)));
    }

    private void metrics(PrometheusRegistry registry) {
        count(registry, "rserpool_pe_drains_refused_total", "Calls of /drain by strangers", gate.refused());
        perPool(registry, "rserpool_pe_sessions", "Sessions now", ServedPool::sessionCount);
        perPool(registry, "rserpool_pe_server_healthy", "1 if the server is healthy", pool -> pool.healthy() ? 1 : 0);
        perPool(
                registry,
                "rserpool_pe_registered",
                "1 if the element is registered",
                pool -> pool.state() == PoolElement.State.REGISTERED ? 1 : 0);
        countPerPool(registry, "rserpool_pe_sessions_accepted_total", "Sessions accepted", ServedPool::accepted);
        countPerPool(registry, "rserpool_pe_sessions_rejected_total", "Sessions sent elsewhere", ServedPool::rejected);
        perPool(
                registry,
                "rserpool_pe_kept_registered",
                "1 if the element stays registered as the last of its pool though checks of its server fail",
                pool -> pool.kept() ? 1 : 0);
        countPerPool(
                registry,
                "rserpool_pe_sessions_not_connected_total",
                "Sessions sent elsewhere because they could not be connected, through no proved fault of the server",
                pool -> pool.server().notConnected());
        countPerPool(
                registry,
                "rserpool_pe_server_deaths_total",
                "Times the server's port was found closed by a session",
                pool -> pool.server().deaths());
        verdicts(registry);
        cookies(registry);
        var metrics = sidecar.metrics();
        count(registry, "rserpool_registrations_total", "Registrations sent", metrics.registrations);
        count(registry, "rserpool_homes_lost_total", "Times the home registrar was lost", metrics.homesLost);
        count(registry, "rserpool_session_bytes_sent_total", "Session bytes sent to users", metrics.bytesSent);
        count(registry, "rserpool_session_bytes_received_total", "Session bytes from users", metrics.bytesReceived);
        count(registry, "rserpool_session_bytes_skipped_total", "Bytes that clients had already", metrics.bytesSkipped);
        count(registry, "rserpool_sessions_diverged_total", "Sessions answered differently", metrics.diverged);
        count(
                registry,
                "rserpool_handler_failures_total",
                "Sessions ended by an internal error",
                metrics.handlerFailures);
        count(
                registry,
                "rserpool_associations_refused_total",
                "Associations refused because there are too many",
                metrics.associationsRefused);
        count(registry, "rserpool_protocol_errors_total", "Messages against the rules", metrics.protocolErrors);
        CounterWithCallback.builder()
                .name("rserpool_denials_total")
                .help("Peers that were not believed, served or spoken to, since security is required")
                .labelNames("reason")
                .callback(callback -> metrics.eachDenial((reason, number) -> callback.call(number, reason)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("rserpool_associations")
                .help("Associations with users")
                .callback(callback -> callback.call(metrics.associationsActive.sum()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("rserpool_direct_sessions")
                .help("Sessions now that are an association each")
                .callback(callback -> callback.call(metrics.directSessionsActive.sum()))
                .register(registry);
    }

    private void perPool(PrometheusRegistry registry, String name, String help, ToDoubleFunction<ServedPool> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("pool")
                .callback(callback -> now(() -> {
                    for (var pool : sidecar.pools()) {
                        callback.call(value.applyAsDouble(pool), pool.settings().name());
                    }
                    return callback;
                }))
                .register(registry);
    }

    private void countPerPool(
            PrometheusRegistry registry,
            String name,
            String help,
            java.util.function.Function<ServedPool, LongAdder> value) {
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

    private void verdicts(PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name("rserpool_pe_server_ends_total")
                .help("Ends of servers' connections, by what they were judged to be and by which evidence")
                .labelNames("pool", "outcome", "evidence")
                .callback(callback -> {
                    for (var pool : sidecar.pools()) {
                        pool.server()
                                .verdicts((verdict, number) -> callback.call(
                                        number.sum(),
                                        pool.settings().name(),
                                        label(verdict.outcome()),
                                        label(verdict.evidence())));
                    }
                })
                .register(registry);
    }

    private void cookies(PrometheusRegistry registry) {
        CounterWithCallback.builder()
                .name("rserpool_pe_cookies_total")
                .help("Cookies that servers left or took up, and those that were refused, by the reason")
                .labelNames("pool", "outcome")
                .callback(callback -> {
                    for (var pool : sidecar.pools()) {
                        pool.cookieCounts()
                                .each((outcome, number) ->
                                        callback.call(number, pool.settings().name(), outcome));
                    }
                })
                .register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static void count(PrometheusRegistry registry, String name, String help, LongAdder value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.sum()))
                .register(registry);
    }
}
