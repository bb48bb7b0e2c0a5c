package io.rserpool.pe;

import io.rserpool.endpoint.element.CookieRefused;
import io.rserpool.endpoint.element.SessionState;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Set;

/** A session on its way between its pool user and a TCP connection to the server. */
final class ServerSession implements IncomingSession.Handler, TcpHandler, ServerRuns.Member {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LAST_BYTES_TIMEOUT = Duration.ofSeconds(30);

    private final IncomingSession session;
    private final ServedPool pool;
    private final long begun;
    private final EventLoop loop;
    private final TcpConnection server;
    private final SessionState state;

    /** Bytes of the client that wait until the server has its state: within the credit of a session that is not accepted. */
    private final ArrayDeque<ByteBuffer> early = new ArrayDeque<>(0);

    private long toServer;
    private long toClient;

    /** Whether the client has said something. */
    private boolean asked;

    /** Whether the server has said something: an answer to what it took, even if the client goes on sending. */
    private boolean answered;

    /** Whether the client has said something since the server last did. */
    private boolean requestOutstanding;

    /** Whether the server's end is being judged. */
    private boolean judging;

    /** Whether the server, having ended its direction, takes no more bytes of the client. */
    private boolean refusing;

    private boolean connected;
    private int port;
    private boolean clientEnded;
    private boolean over;

    /** What listened before the connection was made. */
    private final ServerRuns.Run run;

    private boolean outlivedListeners;

    ServerSession(IncomingSession session, ServedPool pool, TcpStack stack, InetSocketAddress address) {
        this.session = session;
        this.pool = pool;
        this.loop = stack.eventLoop();
        this.begun = loop.nanoTime();
        this.run = pool.server().join(this);
        this.state = new SessionState(session, pool.cookies(), loop, this::hasItsState);
        this.server = stack.connect(address, CONNECT_TIMEOUT, this);
    }

    String client() {
        return session.client();
    }

    /** The port from which it is connected to the server; 0 = it is not. */
    int port() {
        return port;
    }

    SessionState state() {
        return state;
    }

    String id() {
        return session.id();
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
        connected = true;
        var local = connection.local();
        if (local != null) {
            port = local.getPort();
            pool.connected(this);
        }
        begin();
    }

    private void hasItsState() {
        begin();
        while (!early.isEmpty()) {
            write(early.removeFirst());
        }
        if (clientEnded) {
            server.end();
        }
    }

    private void begin() {
        if (connected && !state.isPending()) {
            session.accept();
        }
    }

    @Override
    public void onCookieEcho(ByteBuffer cookie) {
        try {
            state.echoed(cookie);
        } catch (CookieRefused refused) {
            pool.refused(refused, "session " + session.id() + " of client " + session.client());
        }
    }

    @Override
    public void onConnectFailed(TcpConnection connection, IOException cause) {
        var text = "cannot connect to the server: " + cause.getMessage();
        session.reset(pool.server().connectFailed(cause) ? Reason.SERVER_FAILED : Reason.REJECTED, text);
    }

    @Override
    public void onData(TcpConnection connection, ByteBuffer data) {
        if (state.isPending()) {
            data.position(data.limit());
            session.reset(Reason.DIVERGED, "the server has answered without asking for the state of its session");
            return;
        }
        if (!answered) {
            pool.server().serves(begun);
        }
        answered = true;
        requestOutstanding = false;
        toClient += state.send(data);
    }

    @Override
    public void onWritable() {
        state.flush();
        server.resumeReading();
    }

    @Override
    public void onEnd(TcpConnection connection) {
        if (state.isPending()) {
            session.reset(Reason.REJECTED, "the server has ended without asking for the state of its session");
            return;
        }
        judging = true;
        session.ending(false);
        pool.server().judge(new End(false, requestOutstanding));
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
        session.ending(true);
        pool.server().judge(new End(true, asked && !answered));
    }

    private void judged(ServerVerdict verdict, boolean reset) {
        judging = false;
        if (over) {
            return;
        }
        var text = verdict.text(reset);
        pool.server().judged(verdict, () -> session.id() + " of client " + session.client() + " " + text);
        switch (verdict.outcome()) {
            case ORDERLY -> {
                session.end();
                refuseIfServerDoes();
            }
            case ABORTED -> session.reset(Reason.ABORTED, text);
            case FAILED, DEAD -> serverFailed(text);
        }
    }

    @Override
    public boolean isHeld() {
        return pool.server().holds(server);
    }

    @Override
    public void outlivedListeners() {
        outlivedListeners = true;
    }

    boolean hasOutlivedListeners() {
        return outlivedListeners;
    }

    /** The end of the server's connection. */
    private final class End implements ServerEnd {
        private final boolean reset;
        private final boolean unanswered;

        End(boolean reset, boolean unanswered) {
            this.reset = reset;
            this.unanswered = unanswered;
        }

        @Override
        public boolean reset() {
            return reset;
        }

        @Override
        public boolean unanswered() {
            return unanswered;
        }

        @Override
        public boolean movable() {
            return session.movable();
        }

        @Override
        public Set<Long> run() {
            return run.listeners();
        }

        @Override
        public boolean outlivedListeners() {
            return outlivedListeners;
        }

        @Override
        public boolean endedSendingOnly() {
            return pool.server().hasEndedSendingOnly(server);
        }

        @Override
        public void judged(ServerVerdict verdict) {
            ServerSession.this.judged(verdict, reset);
        }
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
        if (state.isPending()) {
            early.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
        } else {
            write(bytes);
        }
    }

    private void write(ByteBuffer bytes) {
        asked = true;
        requestOutstanding = true;
        toServer += bytes.remaining();
        state.given(bytes.remaining());
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
        clientEnded = true;
        if (!state.isPending()) {
            server.end();
        }
    }

    @Override
    public void onReset(Reason reason, String detail) {
        server.reset();
    }

    @Override
    public void onClosed() {
        over = true;
        state.close();
        early.clear();
        if (!server.inputEnded()) {
            server.reset();
        } else if (!server.isOver()) {
            // It has still to take the client's last bytes; a server that does not is not waited for.
            server.resetAfter(LAST_BYTES_TIMEOUT);
        }
        pool.server().leave(run, this);
        pool.ended(this);
    }
}
