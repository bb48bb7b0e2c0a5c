package io.rserpool.registrar.domain;

import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.loop.TokenBucket;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Log lines about what others do, one per event, of which a peer may cause as many as it likes: of each kind so many at
 * once and one a second on average; what exceeds that is left out but for a line now and then with the number.
 */
public final class EventLog {
    private static final int AT_ONCE = 100;
    private static final System.Logger LOG = System.getLogger("io.rserpool.registrar");

    private static final class Kind {
        final TokenBucket allowed;
        final RepeatedLog beyond;

        Kind(EventLoop loop, Level level) {
            allowed = new TokenBucket(1, AT_ONCE, loop.nanoTime());
            beyond = new RepeatedLog(loop, LOG, level);
        }
    }

    private final EventLoop loop;

    /** By format: as many as there are in the code. */
    private final Map<String, Kind> kinds = new HashMap<>();

    public EventLog(EventLoop loop) {
        this.loop = loop;
    }

    /** @param format a constant, as of {@link String#format} */
    public void info(String format, @Nullable Object... arguments) {
        log(Level.INFO, format, arguments);
    }

    /** @param format a constant, as of {@link String#format} */
    public void warn(String format, @Nullable Object... arguments) {
        log(Level.WARNING, format, arguments);
    }

    private void log(Level level, String format, @Nullable Object... arguments) {
        if (!LOG.isLoggable(level)) {
            return;
        }
        var kind = kinds.computeIfAbsent(format, key -> new Kind(loop, level));
        if (kind.allowed.take(loop.nanoTime())) {
            LOG.log(level, "{0}", format.formatted(arguments));
        } else {
            kind.beyond.log(() -> format.formatted(arguments));
        }
    }
}
