package io.rserpool.pe;

import io.rserpool.pe.PeConfig.HealthType;
import io.rserpool.pe.ServerProbe.Result;
import io.rserpool.transport.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides whether a server is healthy, from checks at an interval and from what sessions see of it. */
final class HealthChecker {
    /**
     * How to check.
     *
     * @param failures failed checks in a row that make the server unhealthy
     */
    record Settings(HealthType type, String path, Duration interval, Duration timeout, int failures) {}

    /** Told when the server's health changes. */
    interface Listener {
        void onHealthy();

        void onUnhealthy(String cause);
    }

    /** While nothing listens, a look costs the server nothing. */
    private static final Duration WHILE_REFUSED = Duration.ofMillis(100);

    private final ServerProbe probe;
    private final Settings settings;
    private final EventLoop loop;
    private final Listener listener;
    private EventLoop.@Nullable Timer timer;
    private int failures;
    private boolean checking;
    private boolean healthy;
    private boolean refused = true;
    private boolean closed;
    private long epoch;
    private String cause = "not checked yet";

    HealthChecker(ServerProbe probe, Settings settings, EventLoop loop, Listener listener) {
        this.probe = probe;
        this.settings = settings;
        this.loop = loop;
        this.listener = listener;
    }

    void start() {
        check();
    }

    boolean healthy() {
        return healthy;
    }

    /** Why the server is not healthy. */
    String cause() {
        return cause;
    }

    private void check() {
        if (checking || closed) {
            return;
        }
        checking = true;
        long begun = epoch;
        switch (settings.type()) {
            case HTTP -> probe.get(settings.path(), settings.timeout(), result -> checked(begun, result));
            case TCP, NONE -> probe.connect(settings.timeout(), result -> checked(begun, result));
        }
    }

    private void checked(long begun, Result result) {
        checking = false;
        if (closed) {
            return;
        }
        // A look that began before the server was seen dying proves nothing.
        if (begun == epoch) {
            judge(result);
        }
        scheduleNext();
    }

    private void judge(Result result) {
        refused = result instanceof Result.Refused;
        switch (result) {
            case Result.Good() -> good();
            case Result.Bad(var text) -> bad(text, settings.failures());
            case Result.Refused(var text) -> bad(text, settings.failures());
        }
    }

    private void good() {
        failures = 0;
        if (!healthy) {
            healthy = true;
            listener.onHealthy();
        }
    }

    private void bad(String text, int threshold) {
        failures++;
        cause = text;
        if (healthy && failures >= threshold) {
            healthy = false;
            listener.onUnhealthy(text);
        }
    }

    private void scheduleNext() {
        if (settings.type() == HealthType.NONE && healthy) {
            return;
        }
        var delay = refused && settings.interval().compareTo(WHILE_REFUSED) > 0 ? WHILE_REFUSED : settings.interval();
        timer = loop.schedule(delay, this::check);
    }

    /** A session has found the server's port closed: no more checks are needed to know. */
    void seenDead(String text) {
        if (closed) {
            return;
        }
        epoch++;
        refused = true;
        bad(text, 1);
        if (timer != null) {
            timer.cancel();
        }
        if (!checking) {
            scheduleNext();
        }
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
