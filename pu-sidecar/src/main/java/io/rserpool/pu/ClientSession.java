package io.rserpool.pu;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.failover.Unprotected;
import io.rserpool.endpoint.session.FailoverEvent;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A client's TCP connection on its way to an element of the pool, or straight to the Service if no element serves it. */
final class ClientSession implements TcpHandler, SessionHandler {
    private static final Logger LOG = Logger.getLogger(ClientSession.class);

    /** Why a session is lost that was protected, but found no element that could go on. */
    static final String NO_ELEMENT = "no_element";

    private final String id;
    private final UsedPool pool;
    private final TcpConnection client;
    private final EventLoop loop;
    private final String clientAddress;
    private final long begun;
    private @Nullable Session session;
    private boolean sessionOver;
    private boolean served;
    private boolean clientEnded;
    private String state = "connecting";

    /** Null if there is no other way, or no need of one any more. */
    private @Nullable EarlyBytes early;

    private @Nullable StraightConnection straight;

    ClientSession(String id, UsedPool pool, TcpConnection client, EventLoop loop) {
        this.id = id;
        this.pool = pool;
        this.client = client;
        this.loop = loop;
        this.begun = loop.nanoTime();
        var remote = client.remote();
        this.clientAddress = remote.getAddress().getHostAddress() + ":" + remote.getPort();
    }

    void open(PoolUser user) {
        early = earlyBytes();
        var options = pool.settings().options().withClient(clientAddress).withId(id);
        session = user.open(pool.settings().handle(), options, this);
    }

    private @Nullable EarlyBytes earlyBytes() {
        return pool.hasFallback() ? new EarlyBytes() : null;
    }

    /** Past the elements, to the Service that the client meant. */
    void goStraight() {
        var said = early == null ? null : early.take();
        early = null;
        state = "connected to its service";
        pool.isServed(this);
        straight = pool.straight(client, said, clientEnded, this::straightOver);
        straight.start();
    }

    private void straightOver(String failure) {
        sessionOver = true;
        if (!failure.isEmpty()) {
            pool.lost(Unprotected.SERVICE.label(), () -> "session %s of pool %s: client %s is reset: no element, and %s"
                    .formatted(id, pool.settings().name(), clientAddress, failure));
        }
        pool.ended(this);
    }

    private Session session() {
        return Objects.requireNonNull(session);
    }

    /** The same in the logs of its element. */
    String id() {
        return id;
    }

    String client() {
        return clientAddress;
    }

    long begun() {
        return begun;
    }

    /** What it is doing, in a word or two. */
    String state() {
        return state;
    }

    /** Its session; null if it never went to the pool. */
    @Nullable
    Session details() {
        return session;
    }

    /** Why it would not survive the death of its element now; empty = it would. */
    Optional<Unprotected> unprotected() {
        return session == null || straight != null ? Optional.of(Unprotected.SERVICE) : session.unprotected();
    }

    /** Whether it has left the pool for the Service. */
    boolean isStraight() {
        return straight != null;
    }

    /** Bytes of the client so far. */
    long bytesSent() {
        return straight != null ? straight.bytesSent() : session == null ? 0 : session.bytesSent();
    }

    /** Bytes for the client so far. */
    long bytesReceived() {
        return straight != null ? straight.bytesReceived() : session == null ? 0 : session.bytesReceived();
    }

    /** Where it is now, for people; empty while that is looked for. */
    String where() {
        if (straight != null) {
            return straight.describe();
        }
        return session == null ? "" : session.element().map(Object::toString).orElse("");
    }

    @Override
    public int room(TcpConnection connection) {
        return straight == null ? Integer.MAX_VALUE : straight.room(connection);
    }

    @Override
    public void onData(TcpConnection connection, ByteBuffer data) {
        if (straight != null) {
            straight.onData(connection, data);
        } else if (early == null) {
            pool.toPool().add(session().send(data));
        } else {
            pool.toPool().add(early.send(session(), data));
        }
    }

    @Override
    public void onWritable() {
        client.resumeReading();
    }

    @Override
    public void onEnd(TcpConnection connection) {
        clientEnded = true;
        if (straight != null) {
            straight.onEnd(connection);
            return;
        }
        session().end();
        if (!served && !sessionOver && session().bytesSent() == 0) {
            pool.isIdle(this);
        }
    }

    /** Ends it, because there was no element for it and its client wants nothing. */
    void dismiss() {
        session().reset();
        client.reset();
        finish();
    }

    @Override
    public void onReset(TcpConnection connection, IOException cause) {
        LOG.debugf(
                "session %s of pool %s: client %s reset it", id, pool.settings().name(), clientAddress);
        if (straight != null) {
            straight.onReset(connection, cause);
            return;
        }
        session().reset();
        finish();
    }

    @Override
    public void onClosed(TcpConnection connection) {
        if (straight != null) {
            straight.onClosed(connection);
        } else {
            finish();
        }
    }

    @Override
    public void onWritten(TcpConnection connection, int bytes) {
        if (straight != null) {
            straight.onWritten(connection, bytes);
        } else {
            pool.toClients().add(bytes);
            session().consumed(bytes);
        }
    }

    @Override
    public void onConnected(PoolElementAddress element) {
        state = "connected";
        served = true;
        early = null;
        pool.isServed(this);
        pool.fallback().served();
        LOG.debugf("session %s of pool %s: client %s at %s", id, pool.settings().name(), clientAddress, element);
        client.resumeReading();
    }

    @Override
    public void onData(ByteBuffer bytes) {
        int written = client.write(bytes);
        if (written > 0) {
            pool.toClients().add(written);
            session().consumed(written);
        }
    }

    @Override
    public void onEnd() {
        client.end();
    }

    @Override
    public void onInterrupted(PoolElementAddress element, String cause) {
        state = "looking for another element";
        if (session().bytesSent() == 0 && session().bytesReceived() == 0 && !clientEnded) {
            // The Service can begin it as well as another element.
            early = earlyBytes();
        }
        LOG.debugf("session %s of pool %s: %s failed: %s", id, pool.settings().name(), element, cause);
    }

    @Override
    public void onFailover(FailoverEvent event) {
        state = "connected";
        early = null;
        pool.failedOver(
                new Failover(loop.currentTimeMillis(), id, pool.settings().name(), pool.mode(), clientAddress, event));
    }

    @Override
    public void onJournalOverflow(String why) {
        pool.unprotected(
                () -> "session %s of pool %s of client %s will not survive the death of its element: %s (journal-limit,"
                                .formatted(id, pool.settings().name(), clientAddress, why)
                        + " rserpool.pu.journal-budget)");
    }

    @Override
    public void onReset(Reason reason, String detail) {
        if (early != null) {
            fallBack(reason + ", " + detail);
            return;
        }
        if (reason == Reason.ABORTED) {
            LOG.debugf(
                    "session %s of pool %s: reset by the server",
                    id, pool.settings().name());
        } else {
            lost(why(reason), reason + ", " + detail);
        }
        // It gets what the server said before that.
        client.resetWhenWritten();
    }

    /** Ends it at once, because this program does. */
    void stop() {
        if (straight == null) {
            client.reset();
        } else {
            straight.stop();
        }
    }

    @Override
    public void onFailed(String text) {
        if (early != null) {
            fallBack(text);
        } else {
            lost(NO_ELEMENT, text);
            client.reset();
        }
    }

    private String why(Reason reason) {
        return reason == Reason.DIVERGED
                ? Unprotected.ANSWER_DIFFERED.label()
                : session().unprotected().map(Unprotected::label).orElse(NO_ELEMENT);
    }

    private void fallBack(String why) {
        if (client.isOver()) {
            return;
        }
        pool.findsNoElement(why);
        goStraight();
    }

    /** A client that has closed its connection has lost nothing. */
    private void lost(String reason, String why) {
        if (pool.isGone(client)) {
            LOG.debugf(
                    "session %s of pool %s ended after its client: %s",
                    id, pool.settings().name(), why);
            return;
        }
        if (!served) {
            pool.findsNoElement(why);
        }
        long bytes = session().bytesReceived();
        pool.lost(reason, () -> "session %s of pool %s lost: client %s is reset after %d bytes to it: %s"
                .formatted(id, pool.settings().name(), clientAddress, bytes, why));
    }

    @Override
    public void onClosed() {
        if (straight != null) {
            return;
        }
        sessionOver = true;
        state = "ending";
        finish();
    }

    /** It is over once the session is and the client has taken its last bytes. */
    private void finish() {
        if (sessionOver && client.isOver()) {
            pool.ended(this);
        }
    }
}
