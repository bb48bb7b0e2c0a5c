package io.rserpool.endpoint.user;

import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.session.SessionHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a session's client says: on its way to whatever element there is. */
final class Uplink {
    private final Failover failover;
    private final SessionHandler handler;
    private long taken;
    private boolean ended;
    private boolean wantsToWrite;

    Uplink(Failover failover, SessionHandler handler) {
        this.failover = failover;
        this.handler = handler;
    }

    /** Bytes of the client so far. */
    long taken() {
        return taken;
    }

    /** Whether the client's bytes are complete. */
    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    int send(@Nullable ElementConnection connection, boolean served, ByteBuffer bytes) {
        if (connection == null || !failover.mayStream(served)) {
            return hold();
        }
        var start = bytes.position();
        var sent = connection.write(bytes);
        taken += sent;
        wantsToWrite |= bytes.hasRemaining();
        if (sent > 0) {
            failover.sent(bytes.slice(start, sent));
        }
        return sent;
    }

    /** Nothing can be taken now; the owner is told when something can. */
    int hold() {
        wantsToWrite = true;
        return 0;
    }

    boolean sendMessage(@Nullable ElementConnection connection, boolean served, int ppid, ByteBuffer message) {
        var size = message.remaining();
        if (connection == null || !failover.mayStream(served) || !connection.sendMessage(ppid, message)) {
            wantsToWrite = true;
            return false;
        }
        taken += size;
        return true;
    }

    /** Sends again what has to be, then End or what the owner has. */
    void pump(ElementConnection connection, boolean served) {
        if (!failover.resend(connection::write) || !failover.mayStream(served)) {
            return;
        }
        if (ended) {
            connection.sendEnd();
        } else {
            askForMore();
        }
    }

    /** Tells the owner that bytes are taken again, if it has some. */
    void askForMore() {
        if (wantsToWrite) {
            wantsToWrite = false;
            handler.onWritable();
        }
    }
}
