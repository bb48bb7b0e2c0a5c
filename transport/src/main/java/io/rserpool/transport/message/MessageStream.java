package io.rserpool.transport.message;

import io.rserpool.transport.identity.PeerIdentity;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What carries a connection's messages: TCP itself, or TLS over it. */
sealed interface MessageStream permits PlainStream, SecuredStream {
    /** Who the peer has proved to be. */
    Optional<PeerIdentity> peerIdentity();

    /** Sends bytes; what was sent before the stream is up waits. */
    void write(ByteBuffer bytes);

    /** Bytes that wait. */
    long queued();

    /** Whether the peer takes nothing any more. */
    boolean isRefused();

    /** Reads again after there was no room for what it had read. */
    void resumeReading();

    /** Ends our direction after what waits. */
    void end();

    /** Ends both directions at once; no events follow. */
    void reset();
}
