package io.rserpool.e2e.demo;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines that stay, and below them, on a terminal, one line of progress that is redrawn. */
final class Screen {
    private static final int BAR = 30;

    private final PrintStream out = System.out;
    private final boolean live = System.console() != null && System.console().isTerminal();
    private final long start = System.nanoTime();
    private String progress = "";

    /** A line with the time since the start in front. */
    synchronized void event(String format, @Nullable Object... values) {
        line(String.format(Locale.ROOT, "%6.1f s  ", seconds()) + String.format(Locale.ROOT, format, values));
    }

    synchronized void line(String text) {
        erase();
        out.println(text);
        if (live) {
            out.print(progress);
            out.flush();
        }
    }

    /** Puts text where the last one ended. */
    synchronized void print(String text) {
        out.print(text);
        out.flush();
    }

    /** What stands out, where there is a terminal. */
    String bold(String text) {
        return live ? "\033[1;31m" + text + "\033[0m" : text;
    }

    /** Redraws the progress, where there is a terminal. */
    synchronized void progress(long done, long total, String remark) {
        if (!live) {
            return;
        }
        erase();
        var filled = (int) (BAR * done / total);
        progress = String.format(
                Locale.ROOT,
                "%6.1f s  [%s%s] %3d %%  %s",
                seconds(),
                "█".repeat(filled),
                "·".repeat(BAR - filled),
                100 * done / total,
                remark);
        out.print(progress);
        out.flush();
    }

    synchronized void endProgress() {
        erase();
        progress = "";
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private void erase() {
        if (live) {
            out.print("\r\033[K");
        }
    }
}
