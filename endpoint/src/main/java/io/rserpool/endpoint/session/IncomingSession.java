package io.rserpool.endpoint.session;

import io.rserpool.endpoint.element.SignedCookies;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.EndpointAddress;
import java.nio.ByteBuffer;
import java.util.List;

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

    /** What its PU calls the session, the same at each element; empty if it does not say. Free text from the network. */
    String id();

    /** The PU. */
    EndpointAddress peer();

    /** Bytes of the answer that the client has already; 0 = a new session. */
    long skip();

    /** Whether another element may take it up, also if it is not known. If not, an end needs no certainty. */
    boolean movable();

    /** Whether {@link Handler#onCookieEcho} follows for sure, with the state that the session goes on from. A direct session does not say. */
    default boolean cookieFollows() {
        return false;
    }

    /** The server's connection stands. To be called once, before {@link #send} and {@link #end}. */
    void accept();

    /**
     * Sends bytes of the server to the client, as many as the credit of the PU and the send buffer allow.
     *
     * @param bytes its position advances by what was taken
     * @return bytes taken; fewer than given = {@link Handler#onWritable} follows
     */
    int send(ByteBuffer bytes);

    /** Whether the association is the session: its user does not multiplex, and may be RSPLIB's. */
    boolean direct();

    /**
     * Sends one message, whole or not at all, over a direct session.
     *
     * @param ppid payload protocol identifier in host byte order, anything but ASAP's (11)
     * @param message its position moves to the limit if it was taken
     * @return false = not now; {@link Handler#onWritable} follows unless the session is over
     * @throws IllegalStateException the session is multiplexed
     * @throws IllegalArgumentException the PPID is ASAP's, or the message is empty or too long for SCTP
     */
    boolean sendMessage(int ppid, ByteBuffer message);

    /**
     * Leaves a cookie with the PU (RFC 5352 section 3.8), in place of the one before. After a failover the PU echoes it
     * to the next element. PUs can read and change it: sign it, see {@link SignedCookies}.
     *
     * @param cookie 1 to {@link SessionLimits#MAX_COOKIE} bytes; to a user that does not multiplex a multiple of 4, because
     *     RSPLIB warns of others
     * @return false = not now; {@link Handler#onWritable} follows unless the session is over
     * @throws IllegalArgumentException it has another size
     */
    boolean sendCookie(ByteBuffer cookie);

    /**
     * Tells the PU where to fail over to (RFC 5352 section 3.9). RSPLIB misreads business cards: not for its users.
     *
     * @param elements of this pool, the best first; 1 to 64
     * @return false = not now; {@link Handler#onWritable} follows unless the session is over
     */
    boolean sendBusinessCard(List<PoolElementParameter> elements);

    /** So many bytes of those given to {@link Handler#onData} have left this process: returns credit. */
    void consumed(int bytes);

    /**
     * The server's connection has ended, and whether that is its {@link #end} or a failure is being found out: either is told later. A PU that knows
     * better than the owner need not wait for it.
     *
     * @param reset it was reset (RST), not ended (FIN)
     */
    void ending(boolean reset);

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

        /**
         * A message of a direct session, whole; by default, bytes like others. {@link IncomingSession#consumed} is due
         * for it, too.
         *
         * @param ppid payload protocol identifier
         * @param message valid during this call only
         */
        default void onMessage(int ppid, ByteBuffer message) {
            onData(message);
        }

        /**
         * The PU comes from another element, which had left this cookie with it; before any data, but anybody can send
         * anything at any time: check it, see {@link SignedCookies}.
         *
         * @param cookie read-only
         */
        default void onCookieEcho(ByteBuffer cookie) {}

        /**
         * The PU is itself part of a pool and names it, with its elements: a claim that nothing vouches for. A session
         * with that pool resolves it at a registrar.
         */
        default void onBusinessCard(BusinessCard card) {}

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
