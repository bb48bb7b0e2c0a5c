package io.rserpool.pe;

import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps apart the runs of a server by the sockets that listen: a server that is killed and started again has others. A
 * session belongs to the run that was seen before it connected; an older look is the safe one, since it may let a
 * session fail that need not, but never lets one end that was cut off.
 *
 * <p>While there are sessions it looks every {@link #INTERVAL}, and so notices a server that closes its listening
 * sockets and goes on serving: a killed process closes all of its sockets within milliseconds, so whoever still holds a
 * connection {@link #OUTLIVED} later lives.
 */
final class ServerRuns {
    /** Between two looks while there are sessions. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    /** Far longer than the kernel takes to end the processes of a container, also on a busy machine. */
    static final Duration OUTLIVED = Duration.ofMillis(250);

    /** Connections that are asked about in one turn of the loop, some 10 µs each. */
    private static final int ASKED_PER_TURN = 64;

    /** A session. */
    interface Member {
        /** Whether a process has the server's end of its connection open now. */
        boolean isHeld();

        /** It was, when all listening sockets of its run had been gone for a while. */
        void outlivedListeners();
    }

    /** Sockets that listened at one time, and the sessions that began then. */
    static final class Run {
        private final Set<Long> listeners;
        private final Set<Member> members = new LinkedHashSet<>();
        private long brokenSince;
        private boolean broken;
        private boolean asked;

        private Run(Set<Long> listeners) {
            this.listeners = listeners;
        }

        /** Inodes of the sockets; empty = they could not be seen. */
        Set<Long> listeners() {
            return listeners;
        }
    }

    private final ServerSight sight;
    private final EventLoop loop;
    private final Runnable nobodyListens;
    private final List<Run> runs = new ArrayList<>();
    private @Nullable Run current;
    private long seenAt;
    private EventLoop.@Nullable Timer timer;

    /** @param nobodyListens told whenever a look finds that, while there are sessions */
    ServerRuns(ServerSight sight, EventLoop loop, Runnable nobodyListens) {
        this.sight = sight;
        this.loop = loop;
        this.nobodyListens = nobodyListens;
    }

    /** Adds a session that is about to connect. Looks if the last look is older than the interval. */
    Run join(Member member) {
        if (current == null || loop.nanoTime() - seenAt >= INTERVAL.toNanos()) {
            look();
        }
        var run = current == null ? new Run(Set.of()) : current;
        if (run.members.isEmpty() && !runs.contains(run)) {
            runs.add(run);
        }
        run.members.add(member);
        lookLater();
        return run;
    }

    /** The session is over. */
    void leave(Run run, Member member) {
        run.members.remove(member);
        if (run.members.isEmpty()) {
            runs.remove(run);
        }
        if (runs.isEmpty() && timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void lookLater() {
        if (timer == null && !runs.isEmpty()) {
            timer = loop.schedule(INTERVAL, () -> {
                timer = null;
                look();
                lookLater();
            });
        }
    }

    private void look() {
        seenAt = loop.nanoTime();
        var seen = sight.listeners();
        if (seen.isEmpty()) {
            current = null;
            return;
        }
        var now = seen.get();
        if (current == null || !current.listeners.equals(now)) {
            current = new Run(now);
        }
        List.copyOf(runs).forEach(run -> compare(run, now));
        if (now.isEmpty() && !runs.isEmpty()) {
            nobodyListens.run();
        }
    }

    private void compare(Run run, Set<Long> now) {
        if (now.containsAll(run.listeners)) {
            return;
        }
        if (!run.broken) {
            run.broken = true;
            run.brokenSince = seenAt;
        } else if (!run.asked && seenAt - run.brokenSince >= OUTLIVED.toNanos()) {
            run.asked = true;
            ask(new ArrayDeque<>(run.members));
        }
    }

    private void ask(ArrayDeque<Member> members) {
        for (int i = 0; i < ASKED_PER_TURN && !members.isEmpty(); i++) {
            var member = members.removeFirst();
            if (member.isHeld()) {
                member.outlivedListeners();
            }
        }
        if (!members.isEmpty()) {
            loop.execute(() -> ask(members));
        }
    }
}
