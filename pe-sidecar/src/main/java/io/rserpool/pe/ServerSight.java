package io.rserpool.pe;

import io.rserpool.transport.tcp.TcpConnection;
import java.util.Optional;
import java.util.Set;

/** What can be seen of a server without connecting to it; the server notices nothing of it. */
interface ServerSight {
    /** Nothing can be seen. */
    ServerSight NONE = new ServerSight() {
        @Override
        public Optional<Set<Long>> listeners() {
            return Optional.empty();
        }

        @Override
        public boolean holds(TcpConnection connection) {
            return false;
        }

        @Override
        public boolean hasEndedSendingOnly(TcpConnection connection) {
            return false;
        }

        @Override
        public void misleads() {}
    };

    /**
     * {@return inodes of the sockets that listen at the server's address and port now, empty if nobody listens; no
     * value = it cannot be seen}
     */
    Optional<Set<Long>> listeners();

    /** Whether a living process has the server's end of this connection open; false also if that cannot be seen. */
    boolean holds(TcpConnection connection);

    /** Whether a living process has ended its direction of this connection and keeps the other one. */
    boolean hasEndedSendingOnly(TcpConnection connection);

    /** A connection was taken where nobody was seen to listen: what is seen is not the server. */
    void misleads();
}
