package io.rserpool.transport.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a {@link TcpConnection} tells its owner, on the thread of the event loop. The last call is one
 * of {@link #onConnectFailed}, {@link #onReset} and {@link #onClosed}; none comes after the owner
 * called {@link TcpConnection#reset} or {@link TcpConnection#close}.
 */
public interface TcpHandler {
    TcpHandler IGNORE = new TcpHandler() {};

    /** A connection asked for is up. Not called for accepted ones. */
    default void onConnected(TcpConnection connection) {}

    /** It could not be established: refused, timed out, no route. */
    default void onConnectFailed(TcpConnection connection, IOException cause) {}

    /**
     * How many bytes {@link #onData} would take now, asked before each read. With 0, reading pauses
     * until {@link TcpConnection#resumeReading}.
     */
    default int room(TcpConnection connection) {
        return Integer.MAX_VALUE;
    }

    /**
     * Bytes from the peer, in a direct buffer that is valid during this call only. What is left in it
     * is kept and given again after {@link TcpConnection#resumeReading}; nothing is read until then.
     */
    default void onData(TcpConnection connection, ByteBuffer data) {
        data.position(data.limit());
    }

    /** The peer has ended its direction (FIN), after all its bytes; the other direction goes on. */
    default void onEnd(TcpConnection connection) {}

    /** The socket took so many of the bytes that {@link TcpConnection#write} had queued. */
    default void onWritten(TcpConnection connection, int bytes) {}

    /** Both directions were ended in order and everything was handed to the socket. */
    default void onClosed(TcpConnection connection) {}

    /**
     * The peer has reset it or takes no more bytes, or it failed otherwise. What was queued is lost; what the peer had said
     * before was given to {@link #onData}, unless that left bytes for 30 s. If the peer had ended its direction, {@link
     * TcpConnection#inputEnded} says so.
     */
    default void onReset(TcpConnection connection, IOException cause) {}
}
