package io.rserpool.endpoint.carrier.mux;

import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage.Credit;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import io.rserpool.protocol.session.SessionMessage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * One side of a session on its stream: order, credit both ways, and when the stream is free again.
 *
 * <p>The PE may reset after it has sent its {@link End}, so the PU's knowing both Ends does not make the
 * stream free: such a Reset could hit the next session. Therefore the PE confirms that it has seen the
 * PU's End by a second one of its own, its last word; the PU frees the stream with that or with a Reset.
 */
abstract class SessionStream {
    private static final int LONGEST_DETAIL = 200;

    /** A message that waits for room. */
    private sealed interface Pending {
        record Control(SessionMessage message) implements Pending {}

        record Asap(AsapMessage message) implements Pending {}
    }

    final SessionLink link;
    final int number;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>(2);
    private long sendLimit;
    private long sent;
    private long granted;
    private long received;
    private long consumed;
    private boolean wantsToWrite;
    private boolean creditRefused;
    private boolean queued;
    private boolean endSent;
    private boolean endReceived;
    private boolean resetSent;
    private boolean resetReceived;
    private boolean released;

    /**
     * @param sendLimit bytes this side may send before it gets credit
     * @param granted bytes the peer may send before it gets credit, those outstanding included
     * @param outstanding bytes received before this stream began and not consumed yet
     */
    SessionStream(SessionLink link, int number, long sendLimit, long granted, long outstanding) {
        this.link = link;
        this.number = number;
        this.sendLimit = sendLimit;
        this.granted = granted;
        this.received = outstanding;
    }

    /** Bytes of the peer, within its credit. */
    abstract void deliver(ByteBuffer bytes);

    /** A message of the peer that is no Credit. */
    abstract void received(SessionMessage message);

    abstract void writable();

    /** The peer broke the rules; the Reset is sent already. */
    abstract void violated(String what);

    /** Whether the peer will say nothing more, once what is pending here has been sent. */
    abstract boolean isFinal();

    public final boolean endSent() {
        return endSent;
    }

    final boolean endReceived() {
        return endReceived;
    }

    final boolean resetSent() {
        return resetSent;
    }

    final boolean resetReceived() {
        return resetReceived;
    }

    final boolean released() {
        return released;
    }

    /** Sends as much as credit and send buffer allow. */
    public final int write(ByteBuffer bytes) {
        var start = bytes.position();
        if (endSent || resetSent) {
            return 0;
        }
        while (bytes.hasRemaining()) {
            if (!pending.isEmpty() || sent >= sendLimit || !writeMessage(bytes)) {
                wantsToWrite = true;
                break;
            }
        }
        var taken = bytes.position() - start;
        link.metrics.bytesSent.add(taken);
        return taken;
    }

    private boolean writeMessage(ByteBuffer bytes) {
        var size = (int) Math.min(Math.min(bytes.remaining(), SessionLimits.MAX_DATA), sendLimit - sent);
        var limit = bytes.limit();
        bytes.limit(bytes.position() + size);
        var taken = link.sendData(number, bytes);
        bytes.limit(limit);
        if (taken) {
            sent += size;
        } else {
            block();
        }
        return taken;
    }

    /** Sends a control message, after those that wait already. */
    final void control(SessionMessage message) {
        submit(new Pending.Control(message));
    }

    private void submit(Pending message) {
        if (!pending.isEmpty() || !transmit(message)) {
            pending.add(message);
            block();
        }
    }

    private boolean transmit(Pending message) {
        return switch (message) {
            case Pending.Control(var control) -> link.sendControl(number, control);
            case Pending.Asap(var asap) -> link.sendAsap(number, asap);
        };
    }

    /** Sends an ASAP message of the session, after those that wait already. */
    final void asap(AsapMessage message) {
        submit(new Pending.Asap(message));
    }

    /** Sends an ASAP message of the session if there is room for it now; else it is asked for again by writable. */
    final boolean tryAsap(AsapMessage message) {
        if (endSent || resetSent) {
            return false;
        }
        var sent = pending.isEmpty() && link.sendAsap(number, message);
        if (!sent) {
            wantsToWrite = true;
            block();
        }
        return sent;
    }

    /** An ASAP message of the peer on this session's stream. */
    final void onAsap(AsapMessage message) {
        if (!resetSent && !resetReceived) {
            receivedAsap(message);
        }
    }

    abstract void receivedAsap(AsapMessage message);

    public final void sendEnd() {
        if (!endSent && !resetSent) {
            endSent = true;
            control(new End());
            releaseIfFinal();
        }
    }

    /** What waits is dropped; if nothing of the session has been sent yet, it has never been. */
    final void sendReset(Reason reason, String detail) {
        if (resetSent) {
            return;
        }
        resetSent = true;
        var unknownToPeer = pending.peek() instanceof Pending.Control(SessionMessage.Open _);
        pending.clear();
        if (unknownToPeer) {
            release();
            return;
        }
        control(new Reset(reason, detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL))));
        releaseIfFinal();
    }

    private void block() {
        if (!queued) {
            queued = true;
            link.blocked(this);
        }
    }

    /** There is room in the send buffer. */
    final void resume() {
        queued = false;
        if (released) {
            return;
        }
        while (!pending.isEmpty()) {
            if (!transmit(pending.peek())) {
                block();
                return;
            }
            pending.remove();
        }
        if (creditRefused) {
            creditRefused = false;
            grant();
        }
        releaseIfFinal();
        writableIfWanted();
    }

    private void writableIfWanted() {
        if (wantsToWrite && !queued && sent < sendLimit && !endSent && !resetSent) {
            wantsToWrite = false;
            writable();
        }
    }

    /** So many received bytes have left this process. */
    public final void consume(int bytes) {
        if (bytes < 0 || consumed + bytes > received) {
            throw new IllegalArgumentException(
                    bytes + " bytes cannot be consumed, " + (received - consumed) + " are outstanding");
        }
        consumed += bytes;
        if (consumed + link.limits.window() - granted >= link.limits.window() / 2) {
            grant();
        }
    }

    private void grant() {
        var credit = consumed + link.limits.window() - granted;
        if (endReceived || resetSent || resetReceived || released || creditRefused || credit <= 0) {
            return;
        }
        if (pending.isEmpty() && link.sendControl(number, new Credit(credit))) {
            granted += credit;
        } else {
            creditRefused = true;
            block();
        }
    }

    /** The whole window is the peer's from now on, in its reckoning since the beginning. */
    final long grantAll() {
        granted = consumed + link.limits.window();
        return granted;
    }

    /** The peer's word on how much may be sent in all. */
    final void raiseSendLimit(long limit) {
        sendLimit = Math.max(sendLimit, limit);
        writableIfWanted();
    }

    final void onData(ByteBuffer bytes) {
        if (resetSent || resetReceived) {
            return;
        }
        var size = bytes.remaining();
        if (endReceived) {
            violation("bytes after End");
        } else if (received + size > granted) {
            violation("%d bytes beyond the credit".formatted(received + size - granted));
        } else {
            received += size;
            link.metrics.bytesReceived.add(size);
            deliver(bytes);
        }
    }

    final void onControl(SessionMessage message) {
        switch (message) {
            case Credit(var bytes) -> onCredit(bytes);
            case End end -> {
                var second = endReceived;
                endReceived = true;
                onEnd(end, second);
                releaseIfFinal();
            }
            case Reset reset -> {
                var known = resetReceived;
                resetReceived = true;
                if (!resetSent) {
                    sendReset(Reason.ABORTED, "");
                    received(reset);
                } else if (!known) {
                    releaseIfFinal();
                }
            }
            default -> {
                if (!resetSent && !resetReceived) {
                    received(message);
                }
            }
        }
    }

    private void onEnd(End end, boolean second) {
        if (second) {
            onSecondEnd();
        } else if (!resetSent && !resetReceived) {
            received(end);
        }
    }

    /** An End after the first one. */
    abstract void onSecondEnd();

    private void onCredit(long bytes) {
        if (resetSent || resetReceived || endSent) {
            return;
        }
        if (bytes > Long.MAX_VALUE - sendLimit) {
            violation("credit without bounds");
        } else {
            raiseSendLimit(sendLimit + bytes);
        }
    }

    /** The peer broke the rules: the session is over, the association is not. */
    final void violation(String what) {
        link.metrics.protocolErrors.increment();
        if (!resetSent) {
            sendReset(Reason.PROTOCOL_ERROR, what);
            violated(what);
        }
    }

    final void releaseIfFinal() {
        if (!released && pending.isEmpty() && isFinal()) {
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
