package io.rserpool.pu;

import io.rserpool.program.http.HealthCheck;
import io.rserpool.program.http.LoopMetrics;
import io.rserpool.program.http.ManagementServer;
import io.rserpool.program.http.ProcessMetrics;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What a pu-sidecar shows over management HTTP. */
final class PuPages {
    private static final int MOST_SESSIONS_SHOWN = 1000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final PuSidecar sidecar;
    private final SelectorEventLoop loop;

    private PuPages(PuSidecar sidecar, SelectorEventLoop loop) {
        this.sidecar = sidecar;
        this.loop = loop;
    }

    static void add(ManagementServer server, PuSidecar sidecar, SelectorEventLoop loop) {
        var pages = new PuPages(sidecar, loop);
        server.health().live("event-loop", () -> pages.now(pages::eventLoop));
        server.health().ready("clients", () -> pages.now(pages::clients));
        server.jsonAsync("/sessions", caller -> {
            var filter = SessionFilter.of(caller);
            return loop.submit(() -> pages.sessions(filter));
        });
        server.jsonAsync("/pools", () -> loop.submit(pages::pools));
        ProcessMetrics.register(server.metrics());
        var figures = loop.statistics();
        new LoopMetrics(server.metrics())
                .turnsOverBudget(figures::turnsOverBudget)
                .longestTurn(figures::longestTurnNanos)
                .stalled(figures::stalledNanos)
                .failures(figures::failures);
        PuMetrics.register(server.metrics(), sidecar, pages::now);
    }

    /** Down if it does not answer; what it says of itself is for people. */
    private HealthCheck.Result eventLoop() {
        return new HealthCheck.Result(true, loop.statistics().shown());
    }

    private <T> T now(Callable<T> task) {
        return loop.call(task, LONGEST_WAIT);
    }

    /** Ready once it listens: that registrars or elements are missing must not take the pod out of its Services. */
    private HealthCheck.Result clients() {
        var data = new LinkedHashMap<String, Object>();
        data.put("registrar", sidecar.hasRegistrar() ? "connected" : "no registrar reachable");
        for (var pool : sidecar.pools()) {
            data.put(pool.settings().name(), "via " + way(pool));
        }
        sidecar.forwards().forEach(forward -> data.put(forward.settings().name(), forward.state()));
        return new HealthCheck.Result(sidecar.isListening(), data);
    }

    /** Where new connections go, and why. */
    private Object pools() {
        var list = new ArrayList<Map<String, Object>>();
        for (var pool : sidecar.pools()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", pool.settings().name());
            entry.put("handle", pool.settings().handle());
            entry.put("listen", text(pool.settings().listen()));
            entry.put("via", way(pool));
            entry.put("reason", pool.fallback().reason());
            var coverage = pool.coverage();
            entry.put("failover", pool.mode());
            entry.put("sessions", coverage.sessions());
            entry.put("protected", coverage.isProtected());
            entry.put("unprotected", coverage.byLabel());
            entry.put("fallbacks", pool.fallbacks().sum());
            list.add(entry);
        }
        return list;
    }

    private static String way(UsedPool pool) {
        if (!pool.fallback().isActive()) {
            return "elements";
        }
        return pool.hasFallback() ? "service" : "none";
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private Object sessions(SessionFilter filter) {
        var shown = new ArrayList<Map<String, Object>>();
        int total = 0;
        int matching = 0;
        for (var pool : sidecar.pools()) {
            total += pool.sessionCount();
            for (var session : pool.sessions()) {
                if (filter.admits(pool, session) && matching++ < MOST_SESSIONS_SHOWN) {
                    shown.add(session(pool, session));
                }
            }
        }
        var page = new LinkedHashMap<String, Object>();
        page.put("total", total);
        page.put("matching", matching);
        page.put("sessions", shown);
        page.put("failovers", failovers());
        return page;
    }

    private List<Map<String, Object>> failovers() {
        return sidecar.failovers().stream().map(Failover::json).toList();
    }

    private Map<String, Object> session(UsedPool pool, ClientSession session) {
        var details = session.details();
        var entry = new LinkedHashMap<String, Object>();
        entry.put("session", session.id());
        entry.put("pool", pool.settings().name());
        entry.put("client", session.client());
        entry.put("state", session.state());
        entry.put("element", session.where());
        entry.put("ageMillis", (loop.nanoTime() - session.begun()) / 1_000_000);
        entry.put("bytesToServer", session.bytesSent());
        entry.put("bytesFromServer", session.bytesReceived());
        entry.put("failovers", details == null ? 0 : details.failovers());
        entry.put("protected", session.unprotected().isEmpty());
        session.unprotected().ifPresent(why -> entry.put("unprotected", why.label()));
        return entry;
    }
}
