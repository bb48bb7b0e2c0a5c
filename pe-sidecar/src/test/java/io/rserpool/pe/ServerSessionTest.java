package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.loop.SelectorEventLoop;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session's client is told of a server that lives, and closes its connection as it likes. */
class ServerSessionTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SelectorEventLoop loop = new SelectorEventLoop("server-session-test");
    private ServerSocket server;
    private ServedPool pool;
    private RecordedSession session;

    @BeforeEach
    void serve() throws Exception {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        pool = OnLoop.call(loop, () -> TestPools.uploads(loop, server, List.of()));
        session = new RecordedSession();
        session.handler = OnLoop.call(loop, () -> pool.open(session));
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
        server.close();
    }

    /** Sends as a client would that looks at nothing, within the credit that it has; whether all of it was within. */
    private boolean send(int bytes) throws Exception {
        return OnLoop.call(loop, () -> {
            var within = session.given - session.consumed + bytes <= RecordedSession.WINDOW;
            if (within && !session.outcome.contains("reset")) {
                session.given += bytes;
                session.handler.onData(ByteBuffer.wrap(new byte[bytes]));
            }
            return within;
        });
    }

    private void awaitOutcome(String expected) {
        await().atMost(LONG).untilAsserted(() -> assertThat(outcome()).isEqualTo(expected));
    }

    private String outcome() throws Exception {
        return OnLoop.call(loop, () -> session.heard + session.outcome);
    }

    private Socket accept() throws Exception {
        var socket = server.accept();
        await().atMost(LONG).until(() -> OnLoop.call(loop, () -> session.accepted));
        return socket;
    }

    @Test
    void theAnswerToAnUploadThatIsCutOffArrivesAndTheElementHasNotFailed() throws Exception {
        try (var socket = accept()) {
            for (int i = 0; i < 8; i++) {
                send(30_000);
            }
            socket.getInputStream().readNBytes(1000);
            socket.getOutputStream().write("HTTP/1.1 413 Content Too Large".getBytes(StandardCharsets.US_ASCII));
            await().atMost(LONG).until(() -> outcome().startsWith("HTTP"));
            // The client has not seen it yet and goes on.
            send(500);
            send(500);
            socket.setSoLinger(true, 0); // as if it closed with bytes unread
        }
        awaitOutcome("HTTP/1.1 413 Content Too Large; reset ABORTED");
        assertThat(pool.server().deaths().sum()).isZero();
    }

    @Test
    void aClientThatGoesOnWritingIsToldThatTheServerHasClosed() throws Exception {
        try (var socket = accept()) {
            send(1000);
            socket.getInputStream().readNBytes(1000);
        }
        awaitOutcome("; end");
        assertThat(OnLoop.call(loop, () -> session.ending)).isEqualTo("end");
        await().atMost(LONG).until(() -> {
            assertThat(send(500)).isTrue();
            return outcome().contains("reset");
        });
        assertThat(outcome()).isEqualTo("; end; reset ABORTED");
        assertThat(pool.server().deaths().sum()).isZero();
    }

    @Test
    void aServerThatResetsWithoutAWordHasFailed() throws Exception {
        try (var socket = accept()) {
            send(1000);
            socket.getInputStream().readNBytes(10);
            socket.setSoLinger(true, 0);
        }
        awaitOutcome("; reset SERVER_FAILED");
        assertThat(OnLoop.call(loop, () -> session.ending)).isEqualTo("reset");
    }
}
