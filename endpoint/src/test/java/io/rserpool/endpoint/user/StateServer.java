package io.rserpool.endpoint.user;

import io.rserpool.endpoint.element.CookieRefused;
import io.rserpool.endpoint.element.SessionState;
import io.rserpool.endpoint.element.StateCookies;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.loop.EventLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A server whose answer to a byte depends on all bytes before it, in a session that begins with a draw of its own: nobody else can go on with it
 * but from its state, which it leaves now and then.
 */
final class StateServer implements IncomingSessions {
    static final byte[] KEY = "the key of the pool".getBytes(StandardCharsets.US_ASCII);
    private static final int FAREWELL = 33;

    final List<Connection> connections = new ArrayList<>();
    int restored;

    /** Of a hundred steps, after how many it leaves its state. */
    int leavesPercent = 30;

    private final EventLoop loop;
    private final Random random;
    private final StateCookies cookies = new StateCookies(Lab.POOL, List.of(KEY));

    StateServer(EventLoop loop, Random random) {
        this.loop = loop;
        this.random = random;
    }

    /** What a session is answered that begins with this draw. */
    static byte[] answer(int draw, byte[] input) {
        var answer = new Answer(draw);
        for (var b : input) {
            answer.take(b);
        }
        answer.emit(FAREWELL);
        return answer.out.toByteArray();
    }

    private static final class Answer {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        int state;

        Answer(int state) {
            this.state = state;
        }

        void take(byte b) {
            state = state * 31 + b;
            emit(1 + (b & 0x1f));
        }

        void emit(int count) {
            for (int i = 0; i < count; i++) {
                state = state * 1103515245 + 12345;
                out.write(state >> 16);
            }
        }
    }

    @Override
    public IncomingSession.Handler onOpen(IncomingSession session) {
        var connection = new Connection(session);
        connections.add(connection);
        loop.schedule(Duration.ofNanos(random.nextInt(2_000_000)), connection::connected);
        return connection;
    }

    final class Connection implements IncomingSession.Handler {
        final IncomingSession session;
        final SessionState state;
        boolean closed;
        int draw;
        private boolean connected;
        private boolean begun;
        private boolean clientEnded;
        private boolean finished;
        private final ByteArrayOutputStream input = new ByteArrayOutputStream();
        private Answer answer = new Answer(0);
        private int processed;
        private int passed;

        Connection(IncomingSession session) {
            this.session = session;
            this.state = new SessionState(session, cookies, loop, this::accept);
        }

        private void connected() {
            connected = true;
            accept();
            loop.schedule(Duration.ofNanos(random.nextInt(2_000_000)), () -> {
                if (!closed) {
                    state.take().whenComplete((left, failure) -> {
                        if (failure == null) {
                            begin(left);
                        }
                    });
                }
            });
        }

        private void accept() {
            if (connected && !state.isPending()) {
                session.accept();
            }
        }

        private void begin(Optional<ByteBuffer> left) {
            begun = true;
            if (left.isPresent()) {
                restored++;
                answer = new Answer(left.get().getInt());
            } else {
                draw = 1 + random.nextInt(1_000_000);
                answer = new Answer(draw);
                leave();
            }
            step();
        }

        /** Its state, which counts what it has taken and said. */
        private void leave() {
            try {
                var bytes = ByteBuffer.allocate(4 + random.nextInt(200)).putInt(0, answer.state);
                state.leave(processed, answer.out.size(), bytes);
            } catch (CookieRefused refused) {
                throw new AssertionError(refused);
            }
        }

        private void step() {
            if (closed || !begun) {
                return;
            }
            var bytes = input.toByteArray();
            if (passed == answer.out.size() && processed < bytes.length) {
                int size = 1 + random.nextInt(Math.min(20, bytes.length - processed));
                for (int i = 0; i < size; i++) {
                    answer.take(bytes[processed++]);
                }
                session.consumed(size);
                if (random.nextInt(100) < leavesPercent) {
                    leave();
                }
            } else if (clientEnded && !finished && processed == bytes.length) {
                finished = true;
                answer.emit(FAREWELL);
            }
            pass();
        }

        private void pass() {
            var all = answer.out.toByteArray();
            int size = Math.min(all.length - passed, 1 + random.nextInt(500));
            int sent = size == 0 ? 0 : state.send(ByteBuffer.wrap(all, passed, size));
            passed += sent;
            if (finished && passed == all.length) {
                session.end();
            } else if (sent > 0 || processed < input.size()) {
                loop.schedule(Duration.ofNanos(random.nextInt(3_000_000)), this::step);
            }
        }

        void fail() {
            if (!closed) {
                session.reset(Reason.SERVER_FAILED, "killed");
            }
        }

        @Override
        public void onCookieEcho(ByteBuffer cookie) {
            try {
                state.echoed(cookie);
            } catch (CookieRefused refused) {
                // Its user has left this association long ago, and comes over another one by now: what was delayed is
                // refused.
                if (refused.kind() != CookieRefused.Kind.OLD) {
                    throw new AssertionError(refused);
                }
            }
        }

        @Override
        public void onData(ByteBuffer bytes) {
            state.given(bytes.remaining());
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            input.writeBytes(copy);
            step();
        }

        @Override
        public void onEnd() {
            clientEnded = true;
            step();
        }

        @Override
        public void onWritable() {
            state.flush();
            step();
        }

        @Override
        public void onClosed() {
            closed = true;
            state.close();
        }
    }
}
