package io.rserpool.endpoint.user;

import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.simulation.network.VirtualEventLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A server whose answer is a pure function of what the client sends, whatever the pace of either: a
 * greeting, some bytes for each byte, a farewell after the client's end or the byte {@link #QUIT}.
 */
final class PureServer implements IncomingSessions {
    static final byte QUIT = (byte) 0xff;
    private static final int GREETING = 700;
    private static final int FAREWELL = 900;

    final List<Connection> connections = new ArrayList<>();
    private final VirtualEventLoop loop;
    private final Random random;
    int rejectPercent;

    /** Its host is dead, but for timers that nobody has told. */
    boolean dead;

    PureServer(VirtualEventLoop loop, Random random) {
        this.loop = loop;
        this.random = random;
    }

    /** What a client that sends this and then ends must get. */
    static byte[] answerTo(byte[] input) {
        var answer = new Answer();
        answer.emit(GREETING);
        for (var b : input) {
            if (answer.finished) {
                break;
            }
            answer.take(b);
        }
        answer.finish();
        return answer.out.toByteArray();
    }

    private static final class Answer {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int state = 17;
        boolean finished;

        void take(byte b) {
            if (b == QUIT) {
                finish();
                return;
            }
            state = state * 31 + b;
            emit((b & 0x3f) * 5);
        }

        void finish() {
            if (!finished) {
                finished = true;
                emit(FAREWELL);
            }
        }

        void emit(int count) {
            var bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                state = state * 1103515245 + 12345;
                bytes[i] = (byte) (state >> 16);
            }
            out.writeBytes(bytes);
        }
    }

    @Override
    public IncomingSession.Handler onOpen(IncomingSession session) {
        if (dead || random.nextInt(100) < rejectPercent) {
            session.reset(random.nextBoolean() ? Reason.REJECTED : Reason.UNKNOWN_ELEMENT, "full");
            return IncomingSession.Handler.IGNORE;
        }
        var connection = new Connection(session);
        connections.add(connection);
        loop.schedule(Duration.ofMillis(random.nextInt(4)), connection::accepted);
        return connection;
    }

    final class Connection implements IncomingSession.Handler {
        final IncomingSession session;
        boolean closed;
        int held;
        int mostHeld;
        private final Answer answer = new Answer();
        private byte[] produced = new byte[0];
        private int sent;
        private boolean accepted;
        private boolean busy;

        Connection(IncomingSession session) {
            this.session = session;
            answer.emit(GREETING);
        }

        private void accepted() {
            accepted = true;
            session.accept();
            pump();
        }

        private void pump() {
            if (!accepted || closed || busy) {
                return;
            }
            if (sent == produced.length) {
                produced = answer.out.toByteArray();
                answer.out.reset();
                sent = 0;
            }
            if (sent == produced.length) {
                if (answer.finished) {
                    session.end();
                }
                return;
            }
            var size = Math.min(produced.length - sent, 1 + random.nextInt(random.nextBoolean() ? 100 : 20_000));
            var taken = session.send(ByteBuffer.wrap(produced, sent, size));
            sent += taken;
            if (taken == size) {
                busy = true;
                loop.schedule(Duration.ofNanos(random.nextInt(2_000_000)), () -> {
                    busy = false;
                    pump();
                });
            }
        }

        @Override
        public void onData(ByteBuffer bytes) {
            var size = bytes.remaining();
            held += size;
            mostHeld = Math.max(mostHeld, held);
            while (bytes.hasRemaining()) {
                var b = bytes.get();
                if (!answer.finished) {
                    answer.take(b);
                }
            }
            loop.schedule(Duration.ofNanos(random.nextInt(3_000_000)), () -> {
                held -= size;
                session.consumed(size);
            });
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
            if (closed) {
                throw new AssertionError("closed twice");
            }
            closed = true;
        }
    }
}
