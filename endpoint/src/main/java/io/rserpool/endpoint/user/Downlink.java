package io.rserpool.endpoint.user;

import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.session.SessionHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the server says: on its way to the client, from whatever element there is. Where a {@link Dialogue} reads along, it decides what of it
 * the client gets, and when.
 */
final class Downlink {
    private final Failover failover;
    private final @Nullable Dialogue dialogue;
    private final SessionHandler handler;
    private long delivered;
    private int outstanding;

    /** Bytes that the client has not consumed yet, but for which the element has got credit: they were held back when they came. */
    private int prepaid;

    Downlink(Failover failover, SessionHandler handler) {
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

    /** There is a new connection, for which all that is outstanding counts. */
    void restart() {
        prepaid = 0;
    }

    /** Bytes of the element; what is to become of the session. */
    Verdict received(ElementConnection from, ByteBuffer bytes) {
        if (dialogue == null) {
            pass(bytes);
            return Dialogue.GO_ON;
        }
        var came = bytes.remaining();
        var before = delivered;
        var verdict = dialogue.received(bytes, this::pass);
        settle(from, came, (int) (delivered - before));
        return verdict;
    }

    private void settle(ElementConnection from, int came, int passed) {
        if (passed < came) {
            from.consume(came - passed);
        } else {
            prepaid += passed - came;
        }
    }

    /** The session stays with an element that it was to leave. */
    Verdict stay(ElementConnection with) {
        if (dialogue == null) {
            return Dialogue.GO_ON;
        }
        var before = delivered;
        var verdict = dialogue.stay(this::pass);
        settle(with, 0, (int) (delivered - before));
        return verdict;
    }

    /** A whole message, of a session that is not read along. */
    void message(int ppid, ByteBuffer message) {
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
     * @return bytes to give the element credit for
     * @throws IllegalArgumentException it was not given as many
     */
    int consumed(int bytes) {
        if (bytes < 0 || bytes > outstanding) {
            throw new IllegalArgumentException(
                    bytes + " bytes cannot be consumed, " + outstanding + " are outstanding");
        }
        outstanding -= bytes;
        var paid = Math.min(bytes, prepaid);
        prepaid -= paid;
        return bytes - paid;
    }
}
