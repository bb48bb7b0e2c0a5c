package io.rserpool.simulation.network;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an association makes of it that its peer does not answer: suspect, and after {@link
 * SctpOptions.Failure#deadAfter} dead. The first answer ends it.
 */
final class Silence {
    private final VirtualAssociation association;
    private final Way way;
    private Duration heartbeatInterval;
    private boolean suspect;
    private EventLoop.@Nullable Timer probe;
    private EventLoop.@Nullable Timer suspicion;
    private EventLoop.@Nullable Timer death;
    private EventLoop.@Nullable Timer answer;

    Silence(VirtualAssociation association) {
        this.association = association;
        this.way = association.way();
        this.heartbeatInterval = association.endpoint().options().failure().heartbeatInterval();
    }

    boolean isSuspect() {
        return suspect;
    }

    /** @param interval zero = there are no heartbeats */
    void setHeartbeatInterval(Duration interval) {
        heartbeatInterval = interval;
    }

    void reachabilityChanged() {
        if (way.isReachable()) {
            mayEnd();
            probeLater();
        } else if (association.isFrozen()) {
            forget();
        } else {
            begin();
        }
    }

    /** A heartbeat will show whether the peer still knows this association. */
    void probeLater() {
        if (probe == null && association.isOpen() && !heartbeatInterval.isZero()) {
            var longest = heartbeatInterval.plus(
                    association.endpoint().options().rto().min());
            probe = way.later(way.random(longest), () -> {
                probe = null;
                association.probe();
            });
        }
    }

    /** Heartbeats are not answered from now on. */
    private void begin() {
        cancel(answer);
        answer = null;
        if (suspicion == null && !suspect && !heartbeatInterval.isZero()) {
            var options = association.endpoint().options().withHeartbeatInterval(heartbeatInterval);
            suspicion = way.later(VirtualNetwork.suspectTime(options).toNanos(), this::suspect);
        }
        if (suspect) {
            awaitDeath();
        }
    }

    void suspect() {
        if (suspect || !association.isOpen()) {
            return;
        }
        suspect = true;
        awaitDeath();
        association.tellPath(PathChange.UNREACHABLE);
    }

    private void awaitDeath() {
        if (death == null) {
            var options = association.endpoint().options();
            death = way.later(
                    VirtualNetwork.deadAfter(options).toNanos(), () -> association.lost(DownReason.UNREACHABLE));
        }
    }

    /** The way is open again, both ways: a heartbeat will be answered. */
    private void mayEnd() {
        forget();
        if (suspect && answer == null) {
            var longest = association.endpoint().options().rto().max().multipliedBy(2);
            answer = way.later(way.random(longest), this::answered);
        }
    }

    void answered() {
        forget();
        cancel(answer);
        answer = null;
        if (suspect && association.isOpen()) {
            suspect = false;
            association.tellPath(PathChange.REACHABLE);
        }
    }

    /** Who is frozen himself judges nobody. */
    private void forget() {
        cancel(suspicion);
        suspicion = null;
        cancel(death);
        death = null;
    }

    void end() {
        forget();
        cancel(answer);
        answer = null;
        cancel(probe);
        probe = null;
    }

    private static void cancel(EventLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
