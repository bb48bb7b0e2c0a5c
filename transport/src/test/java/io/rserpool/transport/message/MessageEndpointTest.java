package io.rserpool.transport.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageEndpointTest {
    private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final MessageOptions OPTIONS = MessageOptions.of(11);

    private final SelectorEventLoop loop = new SelectorEventLoop("test");
    private final TcpStack stack = loop.call(() -> new TcpStack(loop));
    private final Recorder server = new Recorder();

    @AfterEach
    void close() {
        loop.close();
    }

    private static MessageOptions options(int connections, int perPeer, Duration idle, Duration stall) {
        return new MessageOptions(11, 1 << 16, 1 << 17, connections, perPeer, Duration.ofSeconds(5), idle, stall);
    }

    private MessageEndpoint serve(MessageOptions options) {
        return loop.call(() -> {
            var endpoint = MessageEndpoint.bound(stack, new InetSocketAddress(LOCAL, 0), options);
            endpoint.listen(association -> server);
            return endpoint;
        });
    }

    private Association connect(MessageEndpoint endpoint, AssociationHandler handler) {
        return loop.call(() -> MessageEndpoint.connecting(stack, OPTIONS)
                .associate(EndpointAddress.of(LOCAL, endpoint.port(), 0), handler));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void messagesGoBothWaysWholeAndInOrder() {
        var client = new Recorder();
        var association = connect(serve(OPTIONS), client);
        assertThat(client.next()).isEqualTo("up");
        assertThat(server.next()).isEqualTo("up");
        loop.call(() -> association.send(0, 11, ByteBuffer.wrap(bytes("01000004"))));
        loop.call(() -> association.send(0, 11, ByteBuffer.wrap(bytes("02000006aabb0000"))));
        assertThat(server.next()).isEqualTo("01000004");
        assertThat(server.next()).isEqualTo("02000006aabb0000");
        loop.call(() -> server.association.send(0, 11, ByteBuffer.wrap(bytes("03000004"))));
        assertThat(client.next()).isEqualTo("03000004");

        loop.execute(association::shutdown);
        assertThat(server.next()).isEqualTo("down SHUTDOWN");
        assertThat(client.next()).isEqualTo("down SHUTDOWN");
    }

    @Test
    void anAcceptorThatThrowsLosesThatConnectionAndItsPlace() throws IOException {
        var endpoint = loop.call(() -> {
            var bound = MessageEndpoint.bound(stack, new InetSocketAddress(LOCAL, 0), options(1, 1, HOUR, HOUR));
            bound.listen(association -> {
                if (server.association == null) {
                    server.association = association;
                    throw new IllegalStateException("thrown by the test");
                }
                return server;
            });
            return bound;
        });
        try (var victim = new Socket(LOCAL, endpoint.port())) {
            victim.setSoTimeout(10_000);
            assertThatThrownBy(() -> victim.getInputStream().readNBytes(1)).isInstanceOf(SocketException.class);
        }
        var association = connect(endpoint, new Recorder());
        assertThat(server.next()).isEqualTo("up");
        loop.call(() -> association.send(0, 11, ByteBuffer.wrap(bytes("01000004"))));
        assertThat(server.next()).isEqualTo("01000004");
    }

    @Test
    void aHandlerThatThrowsLosesItsConnectionOnly() {
        var endpoint = loop.call(() -> {
            var bound = MessageEndpoint.bound(stack, new InetSocketAddress(LOCAL, 0), OPTIONS);
            bound.listen(association -> new Recorder() {
                @Override
                public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
                    if (payload.get(0) == 1) {
                        throw new IllegalStateException("thrown by the test");
                    }
                    server.onMessage(from, stream, ppid, unordered, payload);
                }
            });
            return bound;
        });
        var victim = new Recorder();
        var bad = connect(endpoint, victim);
        var good = connect(endpoint, new Recorder());
        assertThat(victim.next()).isEqualTo("up");
        loop.call(() -> bad.send(0, 11, ByteBuffer.wrap(bytes("01000004"))));
        assertThat(victim.next()).isEqualTo("down ABORTED");
        loop.call(() -> good.send(0, 11, ByteBuffer.wrap(bytes("02000004"))));
        assertThat(server.next()).isEqualTo("02000004");
    }

    @Test
    void messagesAreFoundInTheStreamHoweverItIsCut() throws IOException {
        var endpoint = serve(OPTIONS);
        try (var socket = new Socket(LOCAL, endpoint.port())) {
            socket.setTcpNoDelay(true);
            for (byte one : bytes("02000006aabb0000" + "01000004")) {
                socket.getOutputStream().write(one);
                socket.getOutputStream().flush();
            }
            assertThat(server.next()).isEqualTo("up");
            assertThat(server.next()).isEqualTo("02000006aabb0000");
            assertThat(server.next()).isEqualTo("01000004");
            socket.getOutputStream().write(bytes("01000004" + "05000008deadbeef" + "0600"));
            assertThat(server.next()).isEqualTo("01000004");
            assertThat(server.next()).isEqualTo("05000008deadbeef");
            socket.getOutputStream().write(bytes("0004"));
            assertThat(server.next()).isEqualTo("06000004");
        }
        assertThat(server.next()).isEqualTo("down SHUTDOWN");
    }

    @Test
    void anImpossibleLengthEndsTheConnection() throws IOException {
        var endpoint = serve(OPTIONS);
        try (var socket = new Socket(LOCAL, endpoint.port())) {
            socket.getOutputStream().write(bytes("01000003"));
            assertThat(server.next()).isEqualTo("up");
            assertThat(server.next()).isEqualTo("down ABORTED");
        }
    }

    @Test
    void halfAMessageIsWaitedForOnlySoLong() throws IOException {
        var endpoint = serve(options(8, 8, Duration.ofMinutes(5), Duration.ofMillis(100)));
        try (var socket = new Socket(LOCAL, endpoint.port())) {
            socket.getOutputStream().write(bytes("010000ff00"));
            assertThat(server.next()).isEqualTo("up");
            assertThat(server.next()).isEqualTo("down ABORTED");
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        var endpoint = serve(options(8, 8, Duration.ofMillis(100), Duration.ofMillis(100)));
        try (var socket = new Socket(LOCAL, endpoint.port())) {
            assertThat(server.next()).isEqualTo("up");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(server.next()).startsWith("down");
    }

    @Test
    void whoReadsNothingGetsOnlySoMuchAndIsDropped() throws IOException {
        var endpoint = serve(options(8, 8, Duration.ofMinutes(5), Duration.ofMillis(500)));
        try (var socket = new Socket(LOCAL, endpoint.port())) {
            assertThat(socket.isConnected()).isTrue();
            assertThat(server.next()).isEqualTo("up");
            var sent = loop.call(() -> {
                int count = 0;
                var message = ByteBuffer.allocate(60_000).putShort(2, (short) 60_000);
                while (server.association.send(0, 11, message.duplicate()) && count < 10_000) {
                    count++;
                }
                return count;
            });
            assertThat(sent).isLessThan(10_000);
            assertThat(server.next()).isEqualTo("down ABORTED");
        }
    }

    /** The buffer was full; once the peer has read, it is told that there is room. */
    @Test
    void whoReadsAgainIsWrittenToAgain() throws Exception {
        var endpoint = serve(OPTIONS);
        try (var socket = new Socket(LOCAL, endpoint.port())) {
            assertThat(server.next()).isEqualTo("up");
            loop.call(() -> {
                var message = ByteBuffer.allocate(60_000).putShort(2, (short) 60_000);
                while (server.association.send(0, 11, message.duplicate())) {
                    // until it is full
                }
                return true;
            });
            var reader = Thread.ofVirtual().start(() -> {
                try {
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            assertThat(server.next()).isEqualTo("writable");
            socket.close();
            reader.join();
        }
    }

    @Test
    void connectionsAreLimitedInAllAndByPeer() throws IOException {
        var endpoint = serve(options(8, 2, Duration.ofMinutes(5), Duration.ofSeconds(10)));
        try (var one = new Socket(LOCAL, endpoint.port());
                var two = new Socket(LOCAL, endpoint.port())) {
            assertThat(server.next() + server.next()).isEqualTo("upup");
            try (var three = new Socket(LOCAL, endpoint.port())) {
                assertThatThrownBy(() -> {
                            three.getOutputStream().write(bytes("01000004"));
                            while (three.getInputStream().read() >= 0) {
                                // until it is reset
                            }
                            throw new IOException("ended in order");
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageNotContaining("in order");
            }
            two.getOutputStream().write(bytes("01000004"));
            assertThat(server.next()).isEqualTo("01000004");
            one.close();
            assertThat(server.next()).isEqualTo("down SHUTDOWN");
            try (var three = new Socket(LOCAL, endpoint.port())) {
                assertThat(server.next()).isEqualTo("up");
                assertThat(three.isConnected()).isTrue();
            }
        }
    }

    @Test
    void nobodyListensThere() {
        var endpoint = serve(OPTIONS);
        loop.call(() -> {
            endpoint.close();
            return true;
        });
        var client = new Recorder();
        connect(endpoint, client);
        assertThat(client.next()).isEqualTo("down CANNOT_CONNECT");
    }

    @Test
    void onlyOneKindOfMessagesIsCarried() {
        var client = new Recorder();
        var association = connect(serve(OPTIONS), client);
        assertThat(client.next()).isEqualTo("up");
        assertThatThrownBy(() -> loop.call(() -> association.send(0, 12, ByteBuffer.wrap(bytes("01000004")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static class Recorder implements AssociationHandler {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private volatile Association association;

        @Override
        public void onUp(Association up) {
            association = up;
            events.add("up");
        }

        @Override
        public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            var bytes = new byte[payload.remaining()];
            payload.get(bytes);
            events.add(HexFormat.of().formatHex(bytes));
        }

        @Override
        public void onWritable(Association again) {
            events.add("writable");
        }

        @Override
        public void onDown(Association down, DownReason reason) {
            events.add("down " + reason);
        }

        String next() {
            try {
                var event = events.poll(10, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("nothing happened");
                }
                return event;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
