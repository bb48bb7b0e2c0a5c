package io.rserpool.pe;

import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the ends of a server's connections were, whose FIN looks the same whether the server is done or
 * dead: looks at the server after them and has {@link ServerVerdict} judge. All sessions that end at a time share the
 * looks.
 */
final class EndOfServer {
    /** A look that connects has this long; where nothing can be seen only. */
    static final Duration LOOK_TIMEOUT = Duration.ofMillis(500);

    /**
     * How long the end of a session that cannot be moved and was not answered waits for a dying server to close its other
     * sockets. If it was answered, its client gets the end at once, as it would without us.
     */
    static final Duration BRIEFLY = Duration.ofMillis(2);

    private static final int LOOKS_PER_CONFIRMATION = 4;

    /** How a server is looked at. */
    interface Looks {
        /** @param found called at once or later, once */
        void look(Consumer<ServerLook> found);
    }

    private record Waiting(long since, ServerEnd end) {
        /**
         * Whether the server lived after it, because it answered a connection that was made at the given time. Where several
         * sockets listen, another process than theirs may have answered; and what is unanswered is worth the wait.
         */
        boolean isOutlived(long servedAt) {
            return since - servedAt <= 0 && end.run().size() == 1 && !end.unanswered();
        }
    }

    /** Ends in their order, which wait for a time each. */
    private static final class Queue {
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private final long nanos;

        Queue(Duration time) {
            this.nanos = time.toNanos();
        }

        /** Judges those that have waited since the given time or longer, or all. */
        void judge(long until, ServerLook look, List<Runnable> judged) {
            judgeWhile(each -> look.nobodyListens() || each.since - until <= 0, look, judged);
        }

        private void judgeWhile(Predicate<Waiting> ripe, ServerLook look, List<Runnable> judged) {
            while (!waiting.isEmpty() && ripe.test(waiting.getFirst())) {
                var end = waiting.removeFirst().end;
                ServerVerdict.of(end, look, true).ifPresent(verdict -> judged.add(() -> end.judged(verdict)));
            }
        }

        /** Judges those that the server has outlived, which answered a connection that was made at the given time. */
        void judgeOutlived(long servedAt, ServerLook look, List<Runnable> judged) {
            judgeWhile(each -> each.isOutlived(servedAt), look, judged);
        }

        /** Whether there is one to be judged so. */
        boolean isOutlived(long servedAt) {
            return !waiting.isEmpty() && waiting.getFirst().isOutlived(servedAt);
        }

        /** Whether there are any that had ended by that time. */
        boolean endedBy(long time) {
            return !waiting.isEmpty() && waiting.getFirst().since - time <= 0;
        }

        /** When the first can be judged; looks are not so frequent that they become a load. */
        long due(long now) {
            return waiting.isEmpty()
                    ? Long.MAX_VALUE
                    : Math.max(waiting.getFirst().since + nanos - now, nanos / LOOKS_PER_CONFIRMATION);
        }
    }

    private final Looks looks;
    private final EventLoop loop;
    private final Consumer<String> onDead;

    /** Of sessions that may be moved, not looked at yet. */
    private final ArrayDeque<Waiting> fresh = new ArrayDeque<>();

    private final Queue movable;
    private final Queue unmovable;
    private final Queue atOnce = new Queue(Duration.ZERO);
    private long servedAt;
    private boolean looking;
    private EventLoop.@Nullable Timer timer;
    private long timerAt;

    /**
     * @param confirmation after an end: how long until what is seen proves that the server lives
     * @param onDead told, before the sessions are, that the server is dead
     */
    EndOfServer(Looks looks, EventLoop loop, Duration confirmation, Consumer<String> onDead) {
        this.looks = looks;
        this.loop = loop;
        this.onDead = onDead;
        this.movable = new Queue(confirmation);
        this.unmovable = new Queue(confirmation.compareTo(BRIEFLY) < 0 ? confirmation : BRIEFLY);
        this.servedAt = loop.nanoTime() - 1;
    }

    /** Judges an end that was seen just now; others of this turn of the loop share the look. */
    void judge(ServerEnd end) {
        var waiting = new Waiting(loop.nanoTime(), end);
        if (end.movable()) {
            fresh.addLast(waiting);
            lookSoon();
        } else if (end.unanswered()) {
            unmovable.waiting.addLast(waiting);
            lookLater();
        } else {
            atOnce.waiting.addLast(waiting);
            lookSoon();
        }
    }

    /** A connection that was made at this time was answered: then the server lived, whatever it had closed before. */
    void serves(long connectedAt) {
        if (unmovable.endedBy(connectedAt) || movable.isOutlived(connectedAt)) {
            servedAt = connectedAt;
            lookSoon();
        }
    }

    private void lookSoon() {
        if (!looking) {
            looking = true;
            loop.execute(this::look);
        }
    }

    private void look() {
        looking = true;
        long begun = loop.nanoTime();
        looks.look(found -> seen(begun, found));
    }

    private void seen(long begun, ServerLook look) {
        looking = false;
        var judged = new ArrayList<Runnable>();
        atOnce.judge(begun, look, judged);
        long briefly = begun - unmovable.nanos;
        unmovable.judge(briefly - servedAt > 0 ? briefly : servedAt, look, judged);
        movable.judge(begun - movable.nanos, look, judged);
        movable.judgeOutlived(servedAt, look, judged);
        judgeFresh(begun, look, judged);
        if (!fresh.isEmpty()) {
            lookSoon();
        }
        lookLater();
        if (look.nobodyListens()) {
            onDead.accept(look instanceof ServerLook.Refused(var text) ? text : ServerVerdict.Evidence.NOBODY.text());
        }
        judged.forEach(Runnable::run);
    }

    private void judgeFresh(long begun, ServerLook look, List<Runnable> judged) {
        while (!fresh.isEmpty() && (look.nobodyListens() || fresh.getFirst().since - begun <= 0)) {
            var waiting = fresh.removeFirst();
            ServerVerdict.of(waiting.end, look, movable.nanos == 0)
                    .ifPresentOrElse(
                            verdict -> judged.add(() -> waiting.end.judged(verdict)),
                            () -> movable.waiting.addLast(waiting));
        }
    }

    private void lookLater() {
        long now = loop.nanoTime();
        long due = Math.min(atOnce.due(now), Math.min(movable.due(now), unmovable.due(now)));
        if (due == Long.MAX_VALUE || timer != null && timerAt - now <= due) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerAt = now + due;
        timer = loop.schedule(Duration.ofNanos(due), this::timeIsUp);
    }

    private void timeIsUp() {
        timer = null;
        if (looking) {
            // The look under way began before the time was up.
            lookLater();
        } else {
            look();
        }
    }
}
