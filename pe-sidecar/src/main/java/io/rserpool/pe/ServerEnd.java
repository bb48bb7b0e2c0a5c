package io.rserpool.pe;

import java.util.Set;

/** The end of a server's connection, which is to be judged, and what is known of the session. */
interface ServerEnd {
    /** Whether it was reset (RST), not ended (FIN). */
    boolean reset();

    /** Whether the client has said something since the server last did. */
    boolean unanswered();

    /** Whether another element may take up the session: then an end must be certain before it is passed on. */
    boolean movable();

    /** The sockets that listened when the connection was made; empty = they could not be seen. */
    Set<Long> run();

    /** Whether a process held the connection for a while after these had been closed. */
    boolean outlivedListeners();

    /** Whether a process holds the connection and has only ended its own direction. Asks the kernel. */
    boolean endedSendingOnly();

    /** What it was. Called once. */
    void judged(ServerVerdict verdict);
}
