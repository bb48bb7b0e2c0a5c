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
    private boolean suspect;
    private EventLoop.@Nullable Timer suspicion;
    private EventLoop.@Nullable Timer death;
    private EventLoop.@Nullable Timer answer;

    Silence(VirtualAssociation association) {
        this.association = association;
    }

    boolean isSuspect() {
        return suspect;
    }

    /**
     * Heartbeats are not answered from now on.
     *
     * @param heartbeatInterval zero = there are none
     */
    void begin(Duration heartbeatInterval) {
        cancel(answer);
        answer = null;
        if (suspicion == null && !suspect && !heartbeatInterval.isZero()) {
            var options = association.endpoint().options().withHeartbeatInterval(heartbeatInterval);
            suspicion = association.later(VirtualNetwork.suspectTime(options).toNanos(), this::suspect);
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
            death = association.later(
                    VirtualNetwork.deadAfter(options).toNanos(), () -> association.lost(DownReason.UNREACHABLE));
        }
    }

    /** The way is open again, both ways: a heartbeat will be answered. */
    void mayEnd() {
        forget();
        if (suspect && answer == null) {
            var longest = association.endpoint().options().rto().max().multipliedBy(2);
            answer = association.later(association.random(longest), this::answered);
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
    void forget() {
        cancel(suspicion);
        suspicion = null;
        cancel(death);
        death = null;
    }

    void end() {
        forget();
        cancel(answer);
        answer = null;
    }

    private static void cancel(EventLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
