package io.rserpool.program.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The liveness and readiness checks of a program, reported as MicroProfile Health does. */
public final class Health {
    private final List<HealthCheck> live = new CopyOnWriteArrayList<>();
    private final List<HealthCheck> ready = new CopyOnWriteArrayList<>();

    /** Adds a liveness check: down means the program must be restarted. */
    public Health live(String name, Supplier<HealthCheck.Result> probe) {
        live.add(new HealthCheck(name, probe));
        return this;
    }

    /** Adds a readiness check: down means that it cannot serve for now. */
    public Health ready(String name, Supplier<HealthCheck.Result> probe) {
        ready.add(new HealthCheck(name, probe));
        return this;
    }

    /** @param details whether to tell what the checks found besides: that names pools and addresses */
    HttpReply liveReply(boolean details) {
        return reply(live, details);
    }

    HttpReply readyReply(boolean details) {
        return reply(ready, details);
    }

    HttpReply allReply(boolean details) {
        var all = new ArrayList<>(live);
        all.addAll(ready);
        return reply(all, details);
    }

    private static HttpReply reply(List<HealthCheck> checks, boolean details) {
        var up = true;
        var shown = new ArrayList<Map<String, Object>>();
        for (var check : checks) {
            var result = check.run();
            up &= result.up();
            var entry = new LinkedHashMap<String, Object>();
            entry.put("name", check.name());
            entry.put("status", status(result.up()));
            if (details && !result.data().isEmpty()) {
                entry.put("data", result.data());
            }
            shown.add(entry);
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("status", status(up));
        body.put("checks", shown);
        return HttpReply.json(up ? 200 : 503, body);
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
