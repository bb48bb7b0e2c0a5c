package io.rserpool.endpoint.carrier.mux;

import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.Credit;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import java.nio.ByteBuffer;

/**
 * One side of a session on its stream: what is sent, what is received, and when the stream is free again.
 *
 * <p>The PE may reset after it has sent its {@link End}, so the PU's knowing both Ends does not make the
 * stream free: such a Reset could hit the next session. Therefore the PE confirms that it has seen the
 * PU's End by a second one of its own, its last word; the PU frees the stream with that or with a Reset.
 */
abstract class SessionStream {
    final SessionLink link;
    final int number;
    private final SendHalf sending;
    private final ReceiveHalf receiving;
    private boolean creditRefused;
    private boolean queued;
    private boolean released;

    /**
     * @param sendLimit bytes this side may send before it gets credit
     * @param granted bytes the peer may send before it gets credit, those outstanding included
     * @param outstanding bytes received before this stream began and not consumed yet
     */
    SessionStream(SessionLink link, int number, long sendLimit, long granted, long outstanding) {
        this.link = link;
        this.number = number;
        this.sending = new SendHalf(new Outlet(), sendLimit);
        this.receiving = new ReceiveHalf(link.limits.window(), granted, outstanding);
    }

    private final class Outlet implements SendHalf.Outlet {
        @Override
        public boolean data(ByteBuffer bytes) {
            return link.sendData(number, bytes);
        }

        @Override
        public boolean control(SessionMessage message) {
            return link.sendControl(number, message);
        }

        @Override
        public boolean asap(AsapMessage message) {
            return link.sendAsap(number, message);
        }

        @Override
        public void blocked() {
            if (!queued) {
                queued = true;
                link.blocked(SessionStream.this);
            }
        }
    }

    /** Bytes of the peer, within its credit. */
    abstract void deliver(ByteBuffer bytes);

    /** A message of the peer that is no Credit. */
    abstract void received(SessionMessage message);

    /** An End after the first one. */
    abstract void onSecondEnd();

    abstract void receivedAsap(AsapMessage message);

    abstract void writable();

    /** The peer broke the rules; the Reset is sent already. */
    abstract void violated(String what);

    /** Whether the peer will say nothing more, once what is pending here has been sent. */
    abstract boolean isFinal();

    public final boolean endSent() {
        return sending.isEnded();
    }

    final boolean endReceived() {
        return receiving.isEnded();
    }

    final boolean resetReceived() {
        return receiving.isReset();
    }

    final boolean released() {
        return released;
    }

    /** Neither side has reset it. */
    private boolean isAlive() {
        return !sending.isReset() && !receiving.isReset();
    }

    /** Sends as much as credit and send buffer allow. */
    public final int write(ByteBuffer bytes) {
        var taken = sending.write(bytes);
        link.metrics.bytesSent.add(taken);
        return taken;
    }

    /** Sends a control message, after those that wait already. */
    final void control(SessionMessage message) {
        sending.control(message);
    }

    /** Sends an ASAP message of the session, after those that wait already. */
    final void asap(AsapMessage message) {
        sending.asap(message);
    }

    /** Sends an ASAP message of the session if there is room for it now; else it is asked for again by writable. */
    final boolean tryAsap(AsapMessage message) {
        return sending.tryAsap(message);
    }

    public final void sendEnd() {
        if (sending.end()) {
            releaseIfFinal();
        }
    }

    /** What waits is dropped; if nothing of the session has been sent yet, it has never been. */
    final void sendReset(Reason reason, String detail) {
        if (sending.isReset()) {
            return;
        }
        if (sending.reset(reason, detail)) {
            releaseIfFinal();
        } else {
            release();
        }
    }

    /** There is room in the send buffer. */
    final void resume() {
        queued = false;
        if (released || !sending.flush()) {
            return;
        }
        if (creditRefused) {
            creditRefused = false;
            grant();
        }
        releaseIfFinal();
        writableIfWanted();
    }

    private void writableIfWanted() {
        if (!queued && sending.mayWrite()) {
            writable();
        }
    }

    /** So many received bytes have left this process. */
    public final void consume(int bytes) {
        if (receiving.consume(bytes)) {
            grant();
        }
    }

    private void grant() {
        var credit = receiving.credit();
        if (credit <= 0 || sending.isReset() || released || creditRefused) {
            return;
        }
        if (sending.tryControl(new Credit(credit))) {
            receiving.grant(credit);
        } else {
            creditRefused = true;
        }
    }

    /** The whole window is the peer's from now on, in its reckoning since the beginning. */
    final long grantAll() {
        return receiving.grantAll();
    }

    /** The peer's word on how much may be sent in all. */
    final void raiseSendLimit(long limit) {
        sending.raiseLimit(limit);
        writableIfWanted();
    }

    final void onData(ByteBuffer bytes) {
        if (!isAlive()) {
            return;
        }
        var size = bytes.remaining();
        var broken = receiving.take(size);
        if (broken != null) {
            violation(broken);
            return;
        }
        link.metrics.bytesReceived.add(size);
        deliver(bytes);
    }

    /** An ASAP message of the peer on this session's stream. */
    final void onAsap(AsapMessage message) {
        if (isAlive()) {
            receivedAsap(message);
        }
    }

    final void onControl(SessionMessage message) {
        switch (message) {
            case Credit(var bytes) -> onCredit(bytes);
            case End end -> onEnd(end);
            case Reset reset -> onReset(reset);
            default -> {
                if (isAlive()) {
                    received(message);
                }
            }
        }
    }

    private void onCredit(long bytes) {
        if (!isAlive() || sending.isEnded()) {
            return;
        }
        if (sending.credit(bytes)) {
            writableIfWanted();
        } else {
            violation("credit without bounds");
        }
    }

    private void onEnd(End end) {
        if (receiving.isEnded()) {
            onSecondEnd();
        } else if (receiving.end() && !sending.isReset()) {
            received(end);
        }
        releaseIfFinal();
    }

    private void onReset(Reset reset) {
        var isNew = receiving.reset();
        if (!sending.isReset()) {
            sendReset(Reason.ABORTED, "");
            received(reset);
        } else if (isNew) {
            releaseIfFinal();
        }
    }

    /** The peer broke the rules: the session is over, the association is not. */
    final void violation(String what) {
        link.metrics.protocolErrors.increment();
        if (!sending.isReset()) {
            sendReset(Reason.PROTOCOL_ERROR, what);
            violated(what);
        }
    }

    final void releaseIfFinal() {
        if (!released && !sending.isWaiting() && isFinal()) {
            release();
        }
    }

    final void release() {
        if (!released) {
            released = true;
            link.release(this);
        }
    }
}
