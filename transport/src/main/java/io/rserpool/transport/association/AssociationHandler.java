package io.rserpool.transport.association;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** What an association tells its owner. An exception that escapes aborts this association only. */
public interface AssociationHandler {
    AssociationHandler IGNORE = new AssociationHandler() {};

    /** It is up. Called once, before any other method but {@link #onDown}. */
    default void onUp(Association association) {}

    /**
     * A whole message.
     *
     * @param payload between position and limit; valid during this call only
     */
    default void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {}

    /** There is room in the send buffer after a refused {@link Association#send}. */
    default void onWritable(Association association) {}

    /** Something happened to one of the peer's addresses; {@link Association#paths} tells the state of all. */
    default void onPathChange(Association association, InetAddress address, PathChange change) {}

    /** It is down, for good; the last call. Not called after {@link Association#abort}. */
    default void onDown(Association association, DownReason reason) {}

    /** What happened to an address of the peer. */
    enum PathChange {
        /** It can be used, again or for the first time. */
        REACHABLE,
        UNREACHABLE,
        /** The peer added it (RFC 5061). */
        ADDED,
        /** The peer removed it (RFC 5061). */
        REMOVED,
        /** New data goes there. */
        PRIMARY
    }

    /** Why an association went down. */
    enum DownReason {
        /** Ended in order by either side. */
        SHUTDOWN,
        /** The peer aborted it, or we did because of what the peer sent. */
        ABORTED,
        /** The peer is there but knows nothing of it any more: it has restarted, or dropped what it could not hold. */
        FORGOTTEN,
        /**
         * The peer is dead as far as one can see: suspect for too long, retransmissions or heartbeats used up, or its host
         * says that nobody has its UDP port any more.
         */
        UNREACHABLE,
        /** It could not be established: the peer refused, because nobody listens there or it could not take it. */
        REFUSED,
        /** It could not be established: no answer, or nothing could be sent. */
        CANNOT_CONNECT
    }
}
