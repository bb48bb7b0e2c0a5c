package io.rserpool.simulation.world;

import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.loop.EventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The server of an element: gives every session its {@link Answer}, at its own pace. */
final class Server implements IncomingSessions {
    private final EventLoop loop;
    private final Random random;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private boolean full;

    Server(EventLoop loop, Random random) {
        this.loop = loop;
        this.random = random;
    }

    /** Whether it rejects sessions from now on. */
    void full(boolean isFull) {
        full = isFull;
    }

    int connections() {
        return connections.size();
    }

    /** The server dies and is there again at once; its element goes on. */
    void fail() {
        List.copyOf(connections).forEach(connection -> connection.session.reset(Reason.SERVER_FAILED, "killed"));
    }

    @Override
    public IncomingSession.Handler onOpen(IncomingSession session) {
        if (full) {
            session.reset(Reason.REJECTED, "full");
            return IncomingSession.Handler.IGNORE;
        }
        var connection = new Connection(session);
        connections.add(connection);
        later(connection::accepted);
        return connection;
    }

    private void later(Runnable task) {
        loop.schedule(Duration.ofNanos(random.nextInt(3_000_000)), task);
    }

    private final class Connection implements IncomingSession.Handler {
        private final IncomingSession session;
        private final Answer answer = new Answer();
        private ByteBuffer toSend = ByteBuffer.allocate(0);
        private boolean accepted;

        Connection(IncomingSession session) {
            this.session = session;
        }

        private void accepted() {
            accepted = true;
            session.accept();
            pump();
        }

        private void pump() {
            if (!accepted) {
                return;
            }
            while (true) {
                if (!toSend.hasRemaining()) {
                    toSend = ByteBuffer.wrap(answer.drain());
                }
                if (!toSend.hasRemaining()) {
                    break;
                }
                if (session.send(toSend) == 0) {
                    return;
                }
            }
            if (answer.isFinished()) {
                session.end();
            }
        }

        @Override
        public void onData(ByteBuffer bytes) {
            var size = bytes.remaining();
            while (bytes.hasRemaining()) {
                answer.take(bytes.get());
            }
            later(() -> session.consumed(size));
            pump();
        }

        @Override
        public void onEnd() {
            answer.finish();
            pump();
        }

        @Override
        public void onWritable() {
            pump();
        }

        @Override
        public void onClosed() {
            if (!connections.remove(this)) {
                throw new Violation("the server's session was closed twice");
            }
        }
    }
}
