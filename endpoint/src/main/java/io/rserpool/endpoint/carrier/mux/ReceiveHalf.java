package io.rserpool.endpoint.carrier.mux;

import org.jspecify.annotations.Nullable;

/** What one side of a session hears on its stream: bytes within the credit that it gives, until End or Reset. */
final class ReceiveHalf {
    private enum State {
        OPEN,
        /** There are no more bytes. */
        ENDED,
        /** Nothing more is heard. */
        RESET
    }

    private final int window;
    private State state = State.OPEN;
    private long granted;
    private long received;
    private long consumed;

    /**
     * @param window bytes that may be under way or not consumed
     * @param granted bytes the peer may send before it gets credit, those outstanding included
     * @param outstanding bytes received before this stream began and not consumed yet
     */
    ReceiveHalf(int window, long granted, long outstanding) {
        this.window = window;
        this.granted = granted;
        this.received = outstanding;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    boolean isReset() {
        return state == State.RESET;
    }

    /** Takes so many bytes; what rule that breaks, or null. */
    @Nullable
    String take(int bytes) {
        if (isEnded()) {
            return "bytes after End";
        }
        if (received + bytes > granted) {
            return "%d bytes beyond the credit".formatted(received + bytes - granted);
        }
        received += bytes;
        return null;
    }

    /** There are no more bytes; whether that is new. */
    boolean end() {
        if (!isOpen()) {
            return false;
        }
        state = State.ENDED;
        return true;
    }

    /** It is over; whether that is new. */
    boolean reset() {
        var isNew = !isReset();
        state = State.RESET;
        return isNew;
    }

    /**
     * So many received bytes have left this process.
     *
     * @return whether it is worth telling the peer
     * @throws IllegalArgumentException there are not so many
     */
    boolean consume(int bytes) {
        if (bytes < 0 || consumed + bytes > received) {
            throw new IllegalArgumentException(
                    bytes + " bytes cannot be consumed, " + (received - consumed) + " are outstanding");
        }
        consumed += bytes;
        return credit() >= window / 2;
    }

    /** Bytes that the peer may be granted in addition; none once it has said its last. */
    long credit() {
        return isOpen() ? consumed + window - granted : 0;
    }

    /** The peer has been granted so many bytes in addition. */
    void grant(long credit) {
        granted += credit;
    }

    /** The whole window is the peer's from now on; {@return bytes in its reckoning since the beginning} */
    long grantAll() {
        granted = consumed + window;
        return granted;
    }
}
