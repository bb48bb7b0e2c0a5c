package io.rserpool.endpoint.failover.redis;

import java.util.ArrayList;
import java.util.List;

/** A MULTI, from the moment it is sent until its EXEC or DISCARD is answered. */
final class Transaction {
    enum State {
        /** MULTI is sent. */
        ASKED,
        /** It is answered: commands are queued, not executed. */
        OPEN,
        /** It was refused: commands after it are executed at once. */
        REFUSED
    }

    /** A command that was answered, and whether by an error. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Queued(byte[] bytes, boolean error) {}

    private final List<Queued> queued = new ArrayList<>();
    State state = State.ASKED;

    /** Whether nothing but reads has been sent in it. */
    boolean readsOnly = true;

    /** Whether it is kept completely. */
    boolean kept = true;

    /** MULTI and what was queued, each with what it was answered. */
    List<Queued> queued() {
        return queued;
    }

    /** A command of it is answered. */
    void add(byte[] bytes, boolean error) {
        queued.add(new Queued(bytes, error));
    }

    /** It does not fit any more. */
    void giveUp() {
        kept = false;
        queued.clear();
    }
}
