package io.rserpool.endpoint.user;

import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A server behind a PE that answers each byte with the byte and ends when the client does. */
public final class EchoServer implements IncomingSessions {
    public final List<Connection> connections = new ArrayList<>();
    public boolean accepting = true;

    @Override
    public IncomingSession.Handler onOpen(IncomingSession session) {
        var connection = new Connection(session);
        connections.add(connection);
        if (accepting) {
            session.accept();
        }
        return connection;
    }

    public Connection last() {
        return connections.getLast();
    }

    static final class Connection implements IncomingSession.Handler {
        public final IncomingSession session;
        public final List<String> events = new ArrayList<>();
        public int held;
        public int mostHeld;
        private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
        private boolean clientEnded;

        Connection(IncomingSession session) {
            this.session = session;
        }

        @Override
        public void onData(ByteBuffer bytes) {
            held += bytes.remaining();
            mostHeld = Math.max(mostHeld, held);
            queue.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
            onWritable();
        }

        @Override
        public void onWritable() {
            while (!queue.isEmpty()) {
                var sent = session.send(queue.peek());
                held -= sent;
                session.consumed(sent);
                if (queue.peek().hasRemaining()) {
                    return;
                }
                queue.remove();
            }
            if (clientEnded) {
                session.end();
            }
        }

        @Override
        public void onEnd() {
            events.add("end");
            clientEnded = true;
            onWritable();
        }

        @Override
        public void onReset(io.rserpool.protocol.session.SessionMessage.Reason reason, String detail) {
            events.add("reset " + reason);
        }

        @Override
        public void onClosed() {
            events.add("closed");
        }
    }
}
