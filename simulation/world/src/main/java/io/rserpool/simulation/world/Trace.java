package io.rserpool.simulation.world;

import io.rserpool.transport.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;

/** What happened last. */
public final class Trace {
    private static final int LENGTH = Integer.getInteger("scenario.trace", 80);
    private static final boolean SHOWN = Boolean.getBoolean("scenario.verbose");

    private final EventLoop loop;
    private final Deque<String> lines = new ArrayDeque<>();
    private long count;

    Trace(EventLoop loop) {
        this.loop = loop;
    }

    public void add(String format, Object... arguments) {
        count++;
        var line = "%12.3f s  %s".formatted(loop.nanoTime() / 1e9, format.formatted(arguments));
        if (SHOWN) {
            System.out.println(line);
        }
        if (lines.size() == LENGTH) {
            lines.remove();
        }
        lines.add(line);
    }

    /** Actions so far. */
    public long count() {
        return count;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
