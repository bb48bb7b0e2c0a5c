package io.rserpool.endpoint.failover;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A failover that reads along: it knows requests from answers, and so what has to be sent again, and how much of which answer the client has. It
 * needs nothing of the element: a new connection begins afresh ({@link #skip} is 0). Whether the session is protected changes with every request.
 */
public interface Dialogue extends Failover {
    /** What is to become of the session. */
    sealed interface Verdict {
        /** Nothing: it goes on. */
        record GoOn() implements Verdict {}

        /**
         * The element does not serve what it is asked for: the session is to go elsewhere, by {@link Failover#restart} on a new connection; or to
         * stay, by {@link Dialogue#stay}, if there is no other element or enough of them have been tried. Nothing else may be called before.
         *
         * @param cause for people
         */
        record Move(String cause) implements Verdict {}

        /**
         * It ends now, and the client must see that it is broken.
         *
         * @param detail for people; never a secret of the client
         */
        record Break(Unprotected reason, String detail) implements Verdict {}
    }

    /** Nothing is to become of the session. */
    Verdict GO_ON = new Verdict.GoOn();

    /**
     * Bytes of the server. What of them is the client's is handed on, in parts, perhaps together with what was held back before; after it,
     * {@link #resend} may have something to send.
     *
     * @param bytes are all taken
     * @param client takes all it is given; the bytes are valid during the call only
     */
    Verdict received(ByteBuffer bytes, Consumer<ByteBuffer> client);

    /** The session stays with an element that it was to leave: the client gets what was held back. */
    Verdict stay(Consumer<ByteBuffer> client);

    /** Bytes of the server that are held back at present: they have been received, and no client will consume them before it is given them. */
    int held();

    /** The client sends no more. */
    void clientEnded();

    /** Whether an orderly end of the server now leaves the client without something it may expect. */
    boolean endIsFailure();

    /**
     * Whether the server has said all that it will on this connection, and is to end it: then its failure is as good as its end. Another element
     * would wait for requests that do not come, and the client for an end.
     */
    default boolean isFinished() {
        return false;
    }

    /** The server has ended, and that is no failure: the client gets what was held back and is its all the same, before it sees the end. */
    default void serverEnded(Consumer<ByteBuffer> client) {}

    /** A message that was sent again as bytes would be another one. */
    @Override
    default boolean carriesMessages() {
        return false;
    }
}
