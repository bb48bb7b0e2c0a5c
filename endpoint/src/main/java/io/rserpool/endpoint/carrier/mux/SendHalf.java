package io.rserpool.endpoint.carrier.mux;

import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** What one side of a session says on its stream: in order, bytes within the peer's credit, until End or Reset. */
final class SendHalf {
    private static final int LONGEST_DETAIL = 200;

    private enum State {
        OPEN,
        /** There are no more bytes. */
        ENDED,
        /** Nothing is said any more. */
        RESET,
        /** The same, after the bytes were complete. */
        ENDED_AND_RESET
    }

    /** The stream of the association: each method says whether there was room, all or nothing. */
    interface Outlet {
        /** Takes all of the bytes, whose position moves. */
        boolean data(ByteBuffer bytes);

        boolean control(SessionMessage message);

        boolean asap(AsapMessage message);

        /** Something waits for room: {@link SendHalf#flush} when there is some. */
        void blocked();
    }

    /** A message that waits for room. */
    private sealed interface Pending {
        record Control(SessionMessage message) implements Pending {}

        record Asap(AsapMessage message) implements Pending {}
    }

    private final Outlet outlet;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>(2);
    private State state = State.OPEN;
    private long limit;
    private long sent;
    private boolean wantsToWrite;

    /** @param limit bytes that may be sent before there is credit */
    SendHalf(Outlet outlet, long limit) {
        this.outlet = outlet;
        this.limit = limit;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it has said that there are no more bytes. */
    boolean isEnded() {
        return state == State.ENDED || state == State.ENDED_AND_RESET;
    }

    boolean isReset() {
        return state == State.RESET || state == State.ENDED_AND_RESET;
    }

    /** Whether messages wait for room. */
    boolean isWaiting() {
        return !pending.isEmpty();
    }

    /** Sends as much as credit and room allow, by the buffer's position; how many bytes. */
    int write(ByteBuffer bytes) {
        var start = bytes.position();
        while (isOpen() && bytes.hasRemaining()) {
            if (isWaiting() || sent >= limit || !writeMessage(bytes)) {
                wantsToWrite = true;
                break;
            }
        }
        return bytes.position() - start;
    }

    private boolean writeMessage(ByteBuffer bytes) {
        var size = (int) Math.min(Math.min(bytes.remaining(), SessionLimits.MAX_DATA), limit - sent);
        var end = bytes.limit();
        bytes.limit(bytes.position() + size);
        var taken = outlet.data(bytes);
        bytes.limit(end);
        if (taken) {
            sent += size;
        } else {
            outlet.blocked();
        }
        return taken;
    }

    /** Sends a control message, after what waits already. */
    void control(SessionMessage message) {
        submit(new Pending.Control(message));
    }

    /** Sends a control message if nothing waits and there is room now. */
    boolean tryControl(SessionMessage message) {
        var taken = !isWaiting() && outlet.control(message);
        if (!taken) {
            outlet.blocked();
        }
        return taken;
    }

    /** Sends an ASAP message of the session, after what waits already. */
    void asap(AsapMessage message) {
        submit(new Pending.Asap(message));
    }

    /** Sends an ASAP message if there is room for it now; else {@link #mayWrite} says when to ask again. */
    boolean tryAsap(AsapMessage message) {
        if (!isOpen()) {
            return false;
        }
        var taken = !isWaiting() && outlet.asap(message);
        if (!taken) {
            wantsToWrite = true;
            outlet.blocked();
        }
        return taken;
    }

    private void submit(Pending message) {
        if (isWaiting() || !transmit(message)) {
            pending.add(message);
            outlet.blocked();
        }
    }

    private boolean transmit(Pending message) {
        return switch (message) {
            case Pending.Control(var control) -> outlet.control(control);
            case Pending.Asap(var asap) -> outlet.asap(asap);
        };
    }

    /** Sends what waits as far as there is room; whether nothing is left. */
    boolean flush() {
        for (var next = pending.peek(); next != null; next = pending.peek()) {
            if (!transmit(next)) {
                outlet.blocked();
                return false;
            }
            pending.remove();
        }
        return true;
    }

    /** Whether what could not be written, and has not been told so since, may be tried again. */
    boolean mayWrite() {
        var may = wantsToWrite && isOpen() && sent < limit;
        wantsToWrite &= !may;
        return may;
    }

    /** There is credit for so many bytes more; whether that is a number. */
    boolean credit(long bytes) {
        if (bytes > Long.MAX_VALUE - limit) {
            return false;
        }
        limit += bytes;
        return true;
    }

    /** The peer's word on how much may be sent in all. */
    void raiseLimit(long inAll) {
        limit = Math.max(limit, inAll);
    }

    /** Says that there are no more bytes; whether it had not been said. */
    boolean end() {
        if (!isOpen()) {
            return false;
        }
        state = State.ENDED;
        control(new End());
        return true;
    }

    /**
     * What waits is dropped. If nothing of the session has been sent yet, it has never been, and nothing is said.
     *
     * @return whether the peer knows of the session
     */
    boolean reset(Reason reason, String detail) {
        state = isEnded() ? State.ENDED_AND_RESET : State.RESET;
        var unknownToPeer = pending.peek() instanceof Pending.Control(Open _);
        pending.clear();
        if (!unknownToPeer) {
            control(new Reset(reason, detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL))));
        }
        return !unknownToPeer;
    }
}
