package io.rserpool.transport.sctp.stack;

import io.rserpool.transport.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/** How long an association lasts while its peer is suspect: {@code deadAfter} of its endpoint's options. */
final class Patience {
    private final StackAssociation association;
    private EventLoop.@Nullable Timer death;

    Patience(StackAssociation association) {
        this.association = association;
    }

    /** @param suspect whether none of the peer's addresses answers now */
    void peerIsSuspect(boolean suspect) {
        if (!suspect) {
            end();
            return;
        }
        var endpoint = association.endpoint();
        var deadAfter = endpoint.options().failure().deadAfter();
        if (death == null && !deadAfter.isZero()) {
            // A process that was itself late reads what has queued before it judges anybody.
            death = endpoint.eventLoop().scheduleJudgement(deadAfter, association::giveUp);
        }
    }

    /** Nothing is waited for any more. */
    void end() {
        if (death != null) {
            death.cancel();
            death = null;
        }
    }
}
