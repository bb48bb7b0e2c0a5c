package io.rserpool.pe;

import io.rserpool.pe.ServerProbe.Result;
import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides whether a server is healthy, from checks at an interval and from what sessions see of it. */
final class HealthChecker {
    /**
     * How to check.
     *
     * @param failures failed checks in a row that make the server unhealthy
     * @param keepLast whether failed checks alone leave the last element of a pool registered
     */
    record Settings(HealthType type, String path, Duration interval, Duration timeout, int failures, boolean keepLast) {
        /** The longest time between the same failure in the checks of two elements. */
        Duration longestDifference() {
            return interval.multipliedBy(failures).plus(timeout);
        }
    }

    /** One check, whose outcome comes at once or later. */
    interface Check {
        void run(Consumer<Result> outcome);
    }

    /** Told when the server's health changes. */
    interface Listener {
        void onHealthy();

        /**
         * Checks have failed, or it was found that nobody listens; perhaps first the one and then the other.
         *
         * @param nobodyListens whether that is proved: new sessions cannot begin
         */
        void onUnhealthy(String cause, boolean nobodyListens);

        /** A check could not be made: this is no verdict about the server. */
        default void onNotChecked(String cause) {}
    }

    /** While nothing listens, a look costs the server nothing. */
    private static final Duration WHILE_REFUSED = Duration.ofMillis(100);

    private final Check check;
    private Settings settings;
    private final EventLoop loop;
    private final Listener listener;
    private EventLoop.@Nullable Timer timer;
    private int failures;
    private boolean checking;
    private boolean healthy;
    private boolean refused = true;
    private boolean proved = true;
    private boolean closed;
    private long epoch;
    private String cause = "not checked yet";

    HealthChecker(Check check, Settings settings, EventLoop loop, Listener listener) {
        this.check = check;
        this.settings = settings;
        this.loop = loop;
        this.listener = listener;
    }

    void start() {
        check();
    }

    /** Checks in another way from now on. */
    void use(Settings changed) {
        settings = changed;
        if (timer != null && !checking && !closed) {
            timer.cancel();
            scheduleNext();
        }
    }

    boolean healthy() {
        return healthy;
    }

    /** Whether nobody listened when it was looked last. */
    boolean nobodyListens() {
        return refused && !healthy;
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
        check.run(result -> checked(begun, result));
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
        switch (result) {
            case Result.Good() -> good();
            case Result.Bad(var text) -> {
                refused = false;
                bad(text, settings.failures(), false);
            }
            case Result.Refused(var text) -> {
                refused = true;
                bad(text, settings.failures(), true);
            }
            case Result.Unknown(var text) -> listener.onNotChecked(text);
        }
    }

    private void good() {
        refused = false;
        failures = 0;
        if (!healthy) {
            healthy = true;
            proved = false;
            listener.onHealthy();
        }
    }

    private void bad(String text, int threshold, boolean nobodyListens) {
        failures++;
        cause = text;
        if (failures < threshold) {
            return;
        }
        boolean news = healthy || nobodyListens && !proved;
        healthy = false;
        proved |= nobodyListens;
        if (news) {
            listener.onUnhealthy(text, nobodyListens);
        }
    }

    private void scheduleNext() {
        var delay = refused && settings.type() != HealthType.NONE ? shorter(settings.interval()) : settings.interval();
        timer = loop.schedule(delay, this::check);
    }

    private static Duration shorter(Duration interval) {
        return interval.compareTo(WHILE_REFUSED) > 0 ? WHILE_REFUSED : interval;
    }

    /** It was found that nobody listens at the server's port: no more checks are needed to know. */
    void seenDead(String text) {
        if (closed) {
            return;
        }
        epoch++;
        refused = true;
        bad(text, 1, true);
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
