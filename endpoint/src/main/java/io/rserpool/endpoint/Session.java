package io.rserpool.endpoint;

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
     * Sends bytes of the client, as many as can be sent now (none while an element is looked for).
     *
     * @param bytes its position advances by what was taken
     * @return bytes taken; fewer than given = {@link SessionHandler#onWritable} follows
     */
    int send(ByteBuffer bytes);

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

    /** Whether the session would survive the death of its element: replay mode, and the journal is complete. */
    boolean survivable();
}
