package io.rserpool.endpoint;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.SctpAddress;
import java.nio.ByteBuffer;

/**
 * A session at a pool element. What a client had already from another element is skipped inside: the
 * owner sends the server's answer from its first byte on, and does not see the difference. Methods do
 * nothing once the session is over.
 */
public interface IncomingSession {
    /** The pool it was opened for. */
    PoolHandle handle();

    /** The element it was opened for. */
    PeIdentifier identifier();

    /** The client, as its PU names it. Free text from the network. */
    String client();

    /** The PU. */
    SctpAddress peer();

    /** Bytes of the answer that the client has already; 0 = a new session. */
    long skip();

    /** The server's connection stands. To be called once, before {@link #send} and {@link #end}. */
    void accept();

    /**
     * Sends bytes of the server to the client, as many as the credit of the PU and the send buffer allow.
     *
     * @param bytes its position advances by what was taken
     * @return bytes taken; fewer than given = {@link Handler#onWritable} follows
     */
    int send(ByteBuffer bytes);

    /** So many bytes of those given to {@link Handler#onData} have left this process: returns credit. */
    void consumed(int bytes);

    /** The server's bytes are complete; the other direction goes on. All sent bytes arrive before. */
    void end();

    /**
     * Ends the session in both directions, at once.
     *
     * @param reason {@code SERVER_FAILED} and {@code REJECTED} make the PU go on elsewhere
     * @param detail for the PU's log; cut to 200 bytes
     */
    void reset(Reason reason, String detail);

    /** What the session tells its owner. */
    interface Handler {
        Handler IGNORE = new Handler() {};

        /**
         * Bytes of the client, perhaps before {@link IncomingSession#accept}. No more than {@link
         * SessionLimits#window} are outstanding.
         *
         * @param bytes valid during this call only
         */
        default void onData(ByteBuffer bytes) {}

        /** The client's bytes are complete. */
        default void onEnd() {}

        /** {@link IncomingSession#send} may take bytes again. */
        default void onWritable() {}

        /**
         * It is over early, not by {@link IncomingSession#reset}: the server's connection is to be reset.
         *
         * @param reason the PU's; {@code ABORTED} if the association was lost; {@code DIVERGED} if the
         *     server answered differently from the one before
         */
        default void onReset(Reason reason, String detail) {}

        /** It is over, however it ended, also by {@link IncomingSession#reset}; the last call. */
        default void onClosed() {}
    }
}
