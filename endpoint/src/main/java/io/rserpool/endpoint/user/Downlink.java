package io.rserpool.endpoint.user;

import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.session.SessionHandler;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the server says: on its way to the client, from whatever element there is. Where a {@link Dialogue} reads along, it decides what of it
 * the client gets, and when.
 */
final class Downlink {
    private final Failover failover;
    private final @Nullable Dialogue dialogue;
    private final SessionHandler handler;
    private final Gathering gathering;
    private long delivered;
    private int outstanding;

    /** Bytes that came over the connection of now, those that were outstanding before included, and those it got credit for. */
    private long received;

    private long credited;
    private boolean reading;

    Downlink(Failover failover, SessionHandler handler, Gathering gathering) {
        this.gathering = gathering;
        this.failover = failover;
        this.dialogue = failover instanceof Dialogue reader ? reader : null;
        this.handler = handler;
    }

    /** Who reads along; null = nobody. */
    @Nullable
    Dialogue dialogue() {
        return dialogue;
    }

    /** Bytes that the client was given. */
    long delivered() {
        return delivered;
    }

    /** Bytes that it was given and has not consumed yet. */
    int outstanding() {
        return outstanding;
    }

    /** There is a new connection, which counts what is outstanding as come over it. */
    void restart() {
        received = outstanding;
        credited = 0;
    }

    /** Bytes of the element; what is to become of the session. */
    Verdict received(ElementConnection from, ByteBuffer bytes) {
        received += bytes.remaining();
        var reader = dialogue;
        if (reader == null) {
            pass(bytes);
            return Dialogue.GO_ON;
        }
        return reading(from, client -> reader.received(bytes, client));
    }

    /** The session stays with an element that it was to leave. */
    Verdict stay(ElementConnection with) {
        return reading(with, client -> dialogue == null ? Dialogue.GO_ON : dialogue.stay(client));
    }

    private Verdict reading(ElementConnection from, Function<Consumer<ByteBuffer>, Verdict> step) {
        reading = true;
        try {
            return gathering.isBusy() ? step.apply(this::pass) : gathered(step);
        } finally {
            reading = false;
            giveCredit(from);
        }
    }

    private Verdict gathered(Function<Consumer<ByteBuffer>, Verdict> step) {
        gathering.begin(this::pass);
        try {
            return step.apply(gathering);
        } finally {
            gathering.end();
        }
    }

    /**
     * For what the client need not consume any more. What is held back for it is not with it yet, and costs no credit; when it gets that, it has been
     * paid for.
     */
    private void giveCredit(ElementConnection to) {
        var due = (int) (received - outstanding - credited);
        if (due > 0) {
            credited += due;
            to.consume(due);
        }
    }

    /** A whole message, of a session that is not read along. */
    void message(int ppid, ByteBuffer message) {
        received += message.remaining();
        count(message);
        handler.onMessage(ppid, message);
    }

    private void pass(ByteBuffer bytes) {
        count(bytes);
        handler.onData(bytes);
    }

    private void count(ByteBuffer bytes) {
        delivered += bytes.remaining();
        outstanding += bytes.remaining();
        failover.delivered(bytes);
    }

    /** The client sends no more. */
    void clientEnded() {
        if (dialogue != null) {
            dialogue.clientEnded();
        }
    }

    /** The server has ended its bytes, as it should: the client gets what was held back until then. */
    void ended() {
        if (dialogue != null) {
            dialogue.serverEnded(this::pass);
        }
        handler.onEnd();
    }

    /**
     * The client has consumed so many bytes.
     *
     * @param connection null = there is none at present
     * @throws IllegalArgumentException it was not given as many
     */
    void consumed(@Nullable ElementConnection connection, int bytes) {
        if (bytes < 0 || bytes > outstanding) {
            throw new IllegalArgumentException(
                    bytes + " bytes cannot be consumed, " + outstanding + " are outstanding");
        }
        outstanding -= bytes;
        if (connection != null && !reading) {
            giveCredit(connection);
        }
    }
}
