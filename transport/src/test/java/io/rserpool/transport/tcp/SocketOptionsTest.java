package io.rserpool.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.loop.SelectorEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What two ends see of each other through a connection of ours, with real sockets. */
class SocketOptionsTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final SelectorEventLoop loop = new SelectorEventLoop("options");
    private final TcpStack stack = loop.call(() -> new TcpStack(loop));

    @AfterEach
    void close() {
        loop.close();
    }

    /** Collects what comes until the end, then ends its own direction. */
    private static final class Collector implements TcpHandler {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<String> all = new CompletableFuture<>();

        @Override
        public void onData(TcpConnection connection, ByteBuffer data) {
            text.append(StandardCharsets.US_ASCII.decode(data));
        }

        @Override
        public void onEnd(TcpConnection connection) {
            connection.end();
            all.complete(text.toString());
        }

        String all() throws Exception {
            return all.get(10, TimeUnit.SECONDS);
        }
    }

    /** A first urgent byte, which may be there before anybody accepts, and a second one in mid-stream. */
    private void checkUrgentBytes(Socket socket, Collector collector) throws Exception {
        socket.setTcpNoDelay(true);
        socket.sendUrgentData('!');
        socket.getOutputStream().write("stop".getBytes(StandardCharsets.US_ASCII));
        await().until(() -> loop.call(collector.text::length) == 5);
        socket.sendUrgentData('?');
        socket.getOutputStream().write("now".getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        assertThat(collector.all()).isEqualTo("!stop?now");
    }

    @Test
    void anUrgentByteStaysInTheStreamOfAnAcceptedConnection() throws Exception {
        var collector = new Collector();
        var listener = loop.call(() -> stack.listen(ANY, connection -> collector));
        try (var socket =
                new Socket(listener.address().getAddress(), listener.address().getPort())) {
            checkUrgentBytes(socket, collector);
        }
    }

    @Test
    void anUrgentByteStaysInTheStreamOfAConnectionThatWasMade() throws Exception {
        var collector = new Collector();
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = (InetSocketAddress) server.getLocalSocketAddress();
            loop.call(() -> stack.connect(address, Duration.ofSeconds(5), collector));
            try (var socket = server.accept()) {
                checkUrgentBytes(socket, collector);
            }
        }
    }

    @Test
    void bothKindsAreKeptAliveAndDoNotWaitForMoreBytes() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY);
                var made = SocketOptions.open()) {
            made.connect(server.getLocalAddress());
            try (var accepted = server.accept()) {
                SocketOptions.set(accepted);
                for (var channel : new SocketChannel[] {made, accepted}) {
                    assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY))
                            .isTrue();
                    assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE))
                            .isTrue();
                    assertThat(channel.socket().getOOBInline()).isTrue();
                    assertThat(channel.isBlocking()).isFalse();
                }
            }
        }
    }

    @Test
    void writingNothingIsNothing() throws Exception {
        var connection = new CompletableFuture<TcpConnection>();
        var listener = loop.call(() -> stack.listen(ANY, accepted -> {
            connection.complete(accepted);
            return TcpHandler.IGNORE;
        }));
        try (var socket =
                new Socket(listener.address().getAddress(), listener.address().getPort())) {
            var accepted = connection.get(5, TimeUnit.SECONDS);
            loop.call(() -> accepted.write(ByteBuffer.allocate(0)));
            loop.call(() -> accepted.write(ByteBuffer.wrap(new byte[] {7})));
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
    }

    /** A program that starts again does not wait for connections of the one before to be forgotten. */
    @Test
    void aPortIsFreeAgainAtOnce() throws Exception {
        var listener = loop.call(() -> stack.listen(ANY, connection -> {
            connection.end(); // who ends first keeps the connection in TIME-WAIT
            return TcpHandler.IGNORE;
        }));
        try (var socket =
                new Socket(listener.address().getAddress(), listener.address().getPort())) {
            assertThat(socket.getInputStream().read()).isNegative();
        }
        loop.call(() -> {
            listener.close();
            return true;
        });
        // The listener's descriptor is closed with the loop's next turn.
        loop.call(() -> true);
        var again = loop.call(() -> stack.listen(listener.address(), connection -> TcpHandler.IGNORE));
        assertThat(again.address()).isEqualTo(listener.address());
    }
}
