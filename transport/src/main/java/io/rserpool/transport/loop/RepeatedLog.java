package io.rserpool.transport.loop;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Log lines of one kind that a peer, a client or a fault can cause as often as it likes. The first is logged at once, then
 * at most one per {@link #PERIOD}: the last of those that came, with the number of the others. Use it on the loop's thread
 * only.
 */
public final class RepeatedLog {
    /** Between two lines of a kind. */
    public static final Duration PERIOD = Duration.ofSeconds(10);

    private record Line(Supplier<String> text, @Nullable Throwable cause) {}

    private final EventLoop loop;
    private final System.Logger logger;
    private final Level level;
    private boolean quiet;
    private @Nullable Line last;
    private long leftOut;

    public RepeatedLog(EventLoop loop, System.Logger logger, Level level) {
        this.loop = loop;
        this.logger = logger;
        this.level = level;
    }

    /** @param text asked for only if the line is logged, perhaps later */
    public void log(Supplier<String> text) {
        log(new Line(text, null));
    }

    /** A line with a stack trace. */
    public void log(Supplier<String> text, Throwable cause) {
        log(new Line(text, cause));
    }

    private void log(Line line) {
        if (!quiet) {
            write(line, 0);
            return;
        }
        if (last != null) {
            leftOut++;
        }
        last = line;
    }

    private void write(Line line, long others) {
        quiet = true;
        loop.schedule(PERIOD, this::periodOver);
        var text = line.text.get();
        var whole = others == 0 ? text : text + " (" + others + " more like it left out)";
        if (line.cause == null) {
            logger.log(level, "{0}", whole);
        } else {
            logger.log(level, whole, line.cause);
        }
    }

    private void periodOver() {
        quiet = false;
        var line = last;
        var others = leftOut;
        last = null;
        leftOut = 0;
        if (line != null) {
            write(line, others);
        }
    }
}
