package io.rserpool.simulation.network;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.time.Duration;

/** The four packets that set an association up (RFC 9260 section 5.1), sent again when they are lost. */
final class Handshake {
    private final VirtualAssociation initiator;
    private final Way way;
    private Duration rto;
    private int attempts;

    Handshake(VirtualAssociation initiator) {
        this.initiator = initiator;
        this.way = initiator.way();
        this.rto = initiator.endpoint().options().rto().initial();
    }

    void attempt() {
        if (!initiator.isConnecting()) {
            return;
        }
        var options = initiator.endpoint().options();
        if (attempts++ > options.init().maxRetransmissions()) {
            initiator.lost(DownReason.CANNOT_CONNECT);
            return;
        }
        way.initSent();
        send(this::init);
        way.later(rto.toNanos(), this::attempt);
        rto = VirtualNetwork.min(rto.multipliedBy(2), options.init().maxTimeout());
    }

    private boolean isOver() {
        return !initiator.isConnecting() || !initiator.endpoint().isUp();
    }

    private void send(Runnable arrival) {
        way.later(way.delay(), () -> {
            if (!isOver() && way.passes()) {
                arrival.run();
            }
        });
    }

    private void answer(Runnable arrival) {
        way.later(way.delay(), () -> {
            if (!isOver() && way.answerPasses()) {
                arrival.run();
            }
        });
    }

    private void init() {
        var target = way.target();
        if (target == null || !target.answers(initiator)) {
            answer(() -> initiator.lost(DownReason.REFUSED));
        } else {
            answer(() -> send(this::cookieEcho));
        }
    }

    private void cookieEcho() {
        var target = way.target();
        if (target == null) {
            return;
        }
        var other = initiator.remote();
        if (other == null || other.isDown()) {
            other = target.accept(initiator);
            if (other == null) {
                return;
            }
            answer(initiator::confirmed);
            initiator.join(other);
        } else {
            answer(initiator::confirmed);
        }
    }
}
