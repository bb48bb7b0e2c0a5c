package io.rserpool.pu;

import io.rserpool.endpoint.session.FailoverEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A failover of one of our sessions.
 *
 * @param atMillis when, in ms since 1970
 * @param session its id
 * @param pool its pool's name
 * @param mode its failover mode, in lower case
 */
record Failover(long atMillis, String session, String pool, String mode, String client, FailoverEvent event) {
    /** Label of a metric. */
    String kind() {
        return event.kind().name().toLowerCase(Locale.ROOT);
    }

    double detectionMillis() {
        return event.detectionNanos() / 1e6;
    }

    double switchMillis() {
        return event.switchNanos() / 1e6;
    }

    Map<String, Object> json() {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("atMillis", atMillis);
        entry.put("session", session);
        entry.put("pool", pool);
        entry.put("mode", mode);
        entry.put("client", client);
        entry.put("from", event.from());
        entry.put("to", event.to());
        entry.put("kind", kind());
        entry.put("cause", event.cause());
        entry.put("detectionMillis", detectionMillis());
        entry.put("switchMillis", switchMillis());
        entry.put("skippedBytes", event.skippedBytes());
        entry.put("replayedBytes", event.replayedBytes());
        return entry;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "failover: session=%s pool=%s client=%s from=[%s] to=[%s] cause=\"%s\" detection=%.1fms switch=%.1fms"
                        + " skipped=%d replayed=%d",
                session,
                pool,
                client,
                event.from(),
                event.to(),
                event.cause(),
                detectionMillis(),
                switchMillis(),
                event.skippedBytes(),
                event.replayedBytes());
    }
}
