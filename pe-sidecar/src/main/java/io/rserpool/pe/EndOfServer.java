package io.rserpool.pe;

import io.rserpool.pe.ServerProbe.Result;
import io.rserpool.transport.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.Consumer;

/**
 * Decides whether the end of a server's connection is orderly or the server's death: both look alike. A
 * dead server's port refuses connections. A dying one may still take them, because a process closes its
 * sockets in any order, so the port must stay open for a while before an end counts as orderly. All
 * sessions that end at a time share the looks.
 */
final class EndOfServer {
    /** What an end was. */
    enum Verdict {
        ORDERLY,
        DEAD
    }

    private record Waiting(long since, Consumer<Verdict> outcome) {}

    private static final Duration LOOK_TIMEOUT = Duration.ofMillis(500);
    private static final int LOOKS_PER_CONFIRMATION = 2;

    private final ServerProbe probe;
    private final EventLoop loop;
    private final Duration confirmation;
    private final Consumer<String> onDead;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean looking;

    /**
     * @param confirmation how long the port must stay open
     * @param onDead told, before the sessions are, that the server is dead
     */
    EndOfServer(ServerProbe probe, EventLoop loop, Duration confirmation, Consumer<String> onDead) {
        this.probe = probe;
        this.loop = loop;
        this.confirmation = confirmation;
        this.onDead = onDead;
    }

    /** Judges an end that was seen just now. */
    void judge(Consumer<Verdict> outcome) {
        waiting.addLast(new Waiting(loop.nanoTime(), outcome));
        if (!looking) {
            looking = true;
            look();
        }
    }

    private void look() {
        long begun = loop.nanoTime();
        probe.connect(LOOK_TIMEOUT, result -> seen(begun, result));
    }

    private void seen(long begun, Result result) {
        if (result instanceof Result.Refused(var text)) {
            looking = false;
            onDead.accept(text);
            take(Long.MAX_VALUE).forEach(each -> each.outcome.accept(Verdict.DEAD));
            return;
        }
        take(begun - confirmation.toNanos()).forEach(each -> each.outcome.accept(Verdict.ORDERLY));
        if (waiting.isEmpty()) {
            looking = false;
        } else {
            loop.schedule(nextLook(), this::look);
        }
    }

    /** When the oldest can be decided, but not so often that looks become a load, nor so seldom that death goes unseen. */
    private Duration nextLook() {
        long longest = confirmation.toNanos() / LOOKS_PER_CONFIRMATION;
        long oldest = waiting.getFirst().since + confirmation.toNanos() - loop.nanoTime();
        return Duration.ofNanos(Math.clamp(oldest, longest / 2, longest));
    }

    /** Takes those out that wait since the given time or longer. */
    private ArrayList<Waiting> take(long until) {
        var taken = new ArrayList<Waiting>();
        while (!waiting.isEmpty() && (until == Long.MAX_VALUE || waiting.getFirst().since - until <= 0)) {
            taken.add(waiting.removeFirst());
        }
        return taken;
    }
}
