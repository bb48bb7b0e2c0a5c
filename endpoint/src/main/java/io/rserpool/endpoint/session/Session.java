package io.rserpool.endpoint.session;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.failover.Unprotected;
import io.rserpool.endpoint.user.PoolUserOptions;
import io.rserpool.protocol.PoolHandle;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A session of a pool user with a pool. Methods do nothing once it is over. */
public interface Session {
    /** The pool. */
    PoolHandle handle();

    /** The element that serves it now; empty while one is looked for. */
    Optional<PoolElementAddress> element();

    /**
     * Sends bytes of the client, as many as can be sent now (none while an element is looked for). If the server has ended
     * its direction and its element is gone, nobody takes them: the session ends by {@link SessionHandler#onReset}.
     *
     * @param bytes its position advances by what was taken
     * @return bytes taken; fewer than given = {@link SessionHandler#onWritable} follows
     */
    int send(ByteBuffer bytes);

    /**
     * Sends one message, whole or not at all. For users whose sessions are all direct ({@link
     * PoolUserOptions#multiplexing} off), and not for {@link FailoverMode#REPLAY}, whose journal knows bytes only.
     *
     * @param ppid payload protocol identifier in host byte order, anything but ASAP's (11)
     * @param message its position moves to the limit if it was taken
     * @return false = not now; {@link SessionHandler#onWritable} follows unless the session is over
     * @throws IllegalStateException messages are not kept whole here
     * @throws IllegalArgumentException the PPID is ASAP's, or the message is empty or too long for SCTP
     */
    boolean sendMessage(int ppid, ByteBuffer message);

    /** Whether the element, or one before it, has left a cookie. */
    boolean hasCookie();

    /**
     * The application finds that the element does not serve it (any more): leaves it as if its association were lost.
     *
     * @param cause for logs and events
     */
    void failOver(String cause);

    /** So many bytes of those given to {@link SessionHandler#onData} have left this process: returns credit. */
    void consumed(int bytes);

    /** The client's bytes are complete; the other direction goes on. */
    void end();

    /** The client is gone: ends the session in both directions, at once. */
    void reset();

    /** Bytes taken by {@link #send} so far. */
    long bytesSent();

    /** Bytes given to {@link SessionHandler#onData} so far. */
    long bytesReceived();

    /** Failovers so far. */
    int failovers();

    /** Why the session would not survive the death of its element now; empty = it would. */
    Optional<Unprotected> unprotected();
}
