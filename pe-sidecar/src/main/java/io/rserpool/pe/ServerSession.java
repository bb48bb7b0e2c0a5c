package io.rserpool.pe;

import io.rserpool.endpoint.IncomingSession;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.EventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;

/** A session on its way between its pool user and a TCP connection to the server. */
final class ServerSession implements IncomingSession.Handler, TcpHandler {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LAST_BYTES_TIMEOUT = Duration.ofSeconds(30);

    private final IncomingSession session;
    private final ServedPool pool;
    private final long begun;
    private final EventLoop loop;
    private final TcpConnection server;
    private long toServer;
    private long toClient;

    /** Whether the client has said something. */
    private boolean asked;

    /** Whether the server has said something: an answer to what it took, even if the client goes on sending. */
    private boolean answered;

    /** Whether the server's end is being judged. */
    private boolean judging;

    /** Whether the server, having ended its direction, takes no more bytes of the client. */
    private boolean refusing;

    private boolean over;

    /** The run of the server that took the connection. */
    private Set<String> run = Set.of();

    ServerSession(IncomingSession session, ServedPool pool, TcpStack stack, InetSocketAddress address) {
        this.session = session;
        this.pool = pool;
        this.loop = stack.eventLoop();
        this.begun = loop.nanoTime();
        this.server = stack.connect(address, CONNECT_TIMEOUT, this);
    }

    String client() {
        return session.client();
    }

    String peer() {
        return session.peer().toString();
    }

    long begun() {
        return begun;
    }

    long toServer() {
        return toServer;
    }

    long toClient() {
        return toClient;
    }

    long skip() {
        return session.skip();
    }

    @Override
    public void onConnected(TcpConnection connection) {
        run = pool.serverRuns().current();
        session.accept();
    }

    @Override
    public void onConnectFailed(TcpConnection connection, IOException cause) {
        var text = "cannot connect to the server: " + cause.getMessage();
        pool.serverRefused(text);
        session.reset(Reason.SERVER_FAILED, text);
    }

    @Override
    public void onData(TcpConnection connection, ByteBuffer data) {
        answered = true;
        toClient += session.send(data);
    }

    @Override
    public void onWritable() {
        server.resumeReading();
    }

    @Override
    public void onEnd(TcpConnection connection) {
        if (pool.serverRuns().isAnother(run)) {
            giveUp("the server died and was started again");
            return;
        }
        judging = true;
        pool.judgeEnd(verdict -> {
            judging = false;
            if (over) {
                return;
            }
            switch (verdict) {
                case ORDERLY -> {
                    session.end();
                    refuseIfServerDoes();
                }
                case DEAD -> serverFailed("the server closed its connection and its port");
            }
        });
    }

    /** A client that goes on writing is told as TCP tells it. */
    private void refuseIfServerDoes() {
        if (refusing && !judging) {
            session.reset(Reason.ABORTED, "the server has closed its connection and takes no more bytes");
        }
    }

    @Override
    public void onReset(TcpConnection connection, IOException cause) {
        if (connection.inputEnded()) {
            refusing = true;
            refuseIfServerDoes();
            return;
        }
        if (pool.serverRuns().isAnother(run)) {
            giveUp("the server died and was started again");
            return;
        }
        boolean unanswered = asked && !answered;
        pool.judgeEnd(verdict -> {
            if (over) {
                return;
            }
            if (verdict == EndOfServer.Verdict.DEAD) {
                serverFailed("the server reset its connection and closed its port");
            } else if (unanswered) {
                serverFailed("the server reset its connection instead of answering");
            } else {
                session.reset(Reason.ABORTED, "the server reset its connection");
            }
        });
    }

    private void serverFailed(String text) {
        server.reset();
        session.reset(Reason.SERVER_FAILED, text);
    }

    /** Sends the session to another element. */
    void giveUp(String text) {
        if (!over) {
            serverFailed(text);
        }
    }

    @Override
    public void onData(ByteBuffer bytes) {
        asked = true;
        toServer += bytes.remaining();
        // A server that takes none any more gives no credit either: the session ends in a moment.
        int written = server.write(bytes);
        if (written > 0) {
            session.consumed(written);
        }
    }

    @Override
    public void onWritten(TcpConnection connection, int bytes) {
        session.consumed(bytes);
    }

    @Override
    public void onEnd() {
        server.end();
    }

    @Override
    public void onReset(Reason reason, String detail) {
        server.reset();
    }

    @Override
    public void onClosed() {
        over = true;
        if (!server.inputEnded()) {
            server.reset();
        } else if (!server.isOver()) {
            // It has still to take the client's last bytes; a server that does not is not waited for.
            server.resetAfter(LAST_BYTES_TIMEOUT);
        }
        pool.ended(this);
    }
}
