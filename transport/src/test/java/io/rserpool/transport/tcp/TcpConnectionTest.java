package io.rserpool.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpConnectionTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final SelectorEventLoop loop = new SelectorEventLoop("tcp-test");
    private final TcpStack stack = new TcpStack(loop);

    @AfterEach
    void close() {
        loop.close();
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        var result = new CompletableFuture<T>();
        loop.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(5, TimeUnit.SECONDS);
    }

    /** Records what happens and sends everything back. */
    private class Echo implements TcpHandler {
        final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
        volatile boolean stopped;
        volatile long most;
        long pending;

        @Override
        public int room(TcpConnection connection) {
            return (int) Math.max(0, 256 * 1024 - pending);
        }

        @Override
        public void onConnected(TcpConnection connection) {
            events.add("connected");
        }

        @Override
        public void onConnectFailed(TcpConnection connection, IOException cause) {
            events.add("connect failed: " + cause.getClass().getSimpleName());
        }

        @Override
        public void onData(TcpConnection connection, ByteBuffer data) {
            if (stopped) {
                return;
            }
            int size = data.remaining();
            pending += size - connection.write(data);
            most = Math.max(most, connection.queued());
        }

        @Override
        public void onWritten(TcpConnection connection, int bytes) {
            pending -= bytes;
            connection.resumeReading();
        }

        @Override
        public void onEnd(TcpConnection connection) {
            events.add("end");
            connection.end();
        }

        @Override
        public void onClosed(TcpConnection connection) {
            events.add("closed");
        }

        @Override
        public void onReset(TcpConnection connection, IOException cause) {
            events.add("reset");
        }
    }

    private Socket connect(TcpListener listener) throws IOException {
        var socket =
                new Socket(listener.address().getAddress(), listener.address().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Test
    void aSlowReaderGetsEveryByteAndTheQueueStaysBounded() throws Exception {
        var echo = new Echo();
        var listener = onLoop(() -> stack.listen(ANY, connection -> echo));
        var sent = new byte[20 << 20];
        new Random(1).nextBytes(sent);
        try (var socket = connect(listener);
                var executor = Executors.newSingleThreadExecutor()) {
            var writing = executor.submit(() -> {
                socket.getOutputStream().write(sent);
                socket.shutdownOutput();
                return null;
            });
            // Nothing is read until the writer is stuck in what the sockets and the queue hold.
            await().until(() -> echo.most > 0);
            var got = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(got);
            writing.get();
            assertThat(Arrays.equals(got.toByteArray(), sent)).isTrue();
        }
        assertThat(echo.most).isLessThanOrEqualTo(256 * 1024);
        await().untilAsserted(() -> assertThat(echo.events).containsExactly("end", "closed"));
    }

    @Test
    void aHalfClosedConnectionGoesOnTheOtherWay() throws Exception {
        var later = new CompletableFuture<TcpConnection>();
        var listener = onLoop(() -> stack.listen(ANY, connection -> new TcpHandler() {
            @Override
            public void onEnd(TcpConnection ended) {
                later.complete(ended);
            }
        }));
        try (var socket = connect(listener)) {
            socket.shutdownOutput();
            var connection = later.get(5, TimeUnit.SECONDS);
            onLoop(() -> connection.write(ByteBuffer.wrap("after".getBytes())));
            onLoop(() -> {
                connection.end();
                return 0;
            });
            assertThat(new String(socket.getInputStream().readAllBytes())).isEqualTo("after");
        }
    }

    @Test
    void theEndComesAfterWhatWasQueued() throws Exception {
        var bytes = new byte[8 << 20];
        new Random(2).nextBytes(bytes);
        var listener = onLoop(() -> stack.listen(ANY, connection -> {
            connection.write(ByteBuffer.wrap(bytes));
            connection.end();
            return TcpHandler.IGNORE;
        }));
        try (var socket = connect(listener)) {
            assertThat(Arrays.equals(socket.getInputStream().readAllBytes(), bytes))
                    .isTrue();
        }
    }

    @Test
    void aResetIsPassedOnAsReset() throws Exception {
        var listener = onLoop(() -> stack.listen(ANY, connection -> {
            connection.write(ByteBuffer.wrap(new byte[10]));
            connection.reset();
            return TcpHandler.IGNORE;
        }));
        try (var socket = connect(listener)) {
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aPeersResetIsNoticed() throws Exception {
        var echo = new Echo();
        var listener = onLoop(() -> stack.listen(ANY, connection -> echo));
        var socket = connect(listener);
        socket.getOutputStream().write(1);
        assertThat(socket.getInputStream().read()).isEqualTo(1);
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
        await().untilAsserted(() -> assertThat(echo.events).containsExactly("reset"));
    }

    /** Takes bytes only when it is told to. */
    private static final class Reluctant implements TcpHandler {
        final StringBuffer heard = new StringBuffer();
        volatile boolean reading;

        @Override
        public void onData(TcpConnection connection, ByteBuffer data) {
            while (reading && data.hasRemaining()) {
                heard.append((char) data.get());
            }
        }

        @Override
        public void onReset(TcpConnection connection, IOException cause) {
            heard.append(" reset");
        }
    }

    @Test
    void whatAPeerSaidBeforeItRefusedBytesIsRead() throws Exception {
        var handler = new Reluctant();
        var accepted = new CompletableFuture<TcpConnection>();
        var listener = onLoop(() -> stack.listen(ANY, connection -> {
            accepted.complete(connection);
            return handler;
        }));
        var socket = connect(listener);
        var connection = accepted.get(5, TimeUnit.SECONDS);
        onLoop(() -> connection.write(ByteBuffer.wrap(new byte[100_000])));
        socket.getInputStream().readNBytes(10);
        socket.getOutputStream().write("413".getBytes());
        onLoop(() -> 0);
        socket.getOutputStream().write(" too large".getBytes());
        // With bytes that it has not read, its close is a reset.
        socket.close();
        for (int i = 0; i < 3; i++) {
            onLoop(() -> connection.write(ByteBuffer.wrap(new byte[100_000])));
        }
        handler.reading = true;
        onLoop(() -> {
            connection.resumeReading();
            return 0;
        });
        await().untilAsserted(() -> assertThat(handler.heard).hasToString("413 too large reset"));
        assertThat(onLoop(connection::queued)).isZero();
    }

    @Test
    void aResetThatWaitsComesBehindWhatWasQueued() throws Exception {
        var handler = new Reluctant();
        var bytes = new byte[8 << 20];
        var listener = onLoop(() -> stack.listen(ANY, connection -> {
            connection.write(ByteBuffer.wrap(bytes));
            connection.resetWhenWritten();
            return handler;
        }));
        try (var socket = connect(listener)) {
            // All but what the sockets hold is certainly read; a reset drops what the sender's still holds.
            socket.getInputStream().readNBytes(bytes.length / 4);
            assertThat(handler.heard).isEmpty();
            assertThatThrownBy(() -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()))
                    .isInstanceOf(SocketException.class);
        }
        await().untilAsserted(() -> assertThat(handler.heard).hasToString(" reset"));
    }

    @Test
    void bytesThatTheHandlerLeavesComeAgain() throws Exception {
        var echo = new Echo();
        echo.stopped = true;
        var accepted = new CompletableFuture<TcpConnection>();
        var listener = onLoop(() -> stack.listen(ANY, connection -> {
            accepted.complete(connection);
            return echo;
        }));
        try (var socket = connect(listener)) {
            socket.getOutputStream().write("hello".getBytes());
            var connection = accepted.get();
            onLoop(() -> 0);
            echo.stopped = false;
            await().until(() -> {
                onLoop(() -> {
                    connection.resumeReading();
                    return 0;
                });
                return socket.getInputStream().available() == 5;
            });
            assertThat(new String(socket.getInputStream().readNBytes(5))).isEqualTo("hello");
        }
    }

    @Test
    void refusedConnectionsAreReported() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var echo = new Echo();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        onLoop(() -> stack.connect(address, Duration.ofSeconds(5), echo));
        await().untilAsserted(() ->
                assertThat(echo.events).containsExactly("connect failed: " + ConnectException.class.getSimpleName()));
    }

    @Test
    void bytesWrittenBeforeItIsConnectedAreSent() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = (InetSocketAddress) server.getLocalSocketAddress();
            onLoop(() -> {
                var connection = stack.connect(address, Duration.ofSeconds(5), TcpHandler.IGNORE);
                connection.write(ByteBuffer.wrap("early".getBytes()));
                connection.end();
                return 0;
            });
            try (var socket = server.accept()) {
                assertThat(new String(socket.getInputStream().readAllBytes())).isEqualTo("early");
            }
        }
    }

    /** An unresolved name cannot be connected to: it fails before there is anything to wait for. */
    @Test
    void aConnectionThatFailsAtOnceTakesBytesUntilItsOwnerKnows() throws Exception {
        var echo = new Echo();
        var connection = onLoop(() -> {
            var failing = stack.connect(InetSocketAddress.createUnresolved("nowhere", 1), Duration.ofSeconds(5), echo);
            assertThat(failing.write(ByteBuffer.wrap("behind it".getBytes()))).isZero();
            failing.resumeReading();
            failing.end();
            assertThat(echo.events).isEmpty();
            return failing;
        });
        await().untilAsserted(() -> assertThat(echo.events).containsExactly("connect failed: IOException"));
        assertThat(onLoop(connection::queued)).isZero();
        assertThat(connection.isOver()).isTrue();
    }

    @Test
    void aConnectionThatFailsAtOnceCanBeGivenUpBefore() throws Exception {
        var echo = new Echo();
        onLoop(() -> {
            var failing = stack.connect(InetSocketAddress.createUnresolved("nowhere", 1), Duration.ofSeconds(5), echo);
            failing.write(ByteBuffer.wrap("behind it".getBytes()));
            failing.reset();
            return 0;
        });
        onLoop(() -> 0);
        assertThat(echo.events).isEmpty();
    }

    @Test
    void anAcceptorThatThrowsLosesThatConnectionOnly() throws Exception {
        var count = new AtomicInteger();
        var listener = onLoop(() -> stack.listen(ANY, connection -> {
            if (count.incrementAndGet() == 1) {
                throw new IllegalStateException("thrown by the test");
            }
            return new Echo();
        }));
        try (var victim = connect(listener);
                var other = connect(listener)) {
            assertThat(ended(victim)).isTrue();
            other.getOutputStream().write(7);
            assertThat(other.getInputStream().read()).isEqualTo(7);
        }
        assertThat(loop.statistics().failures()).isOne();
    }

    @Test
    void aHandlerThatThrowsLosesItsConnectionOnly() throws Exception {
        var resets = new ConcurrentLinkedQueue<String>();
        var listener = onLoop(() -> stack.listen(ANY, connection -> new Echo() {
            @Override
            public void onData(TcpConnection from, ByteBuffer data) {
                if (data.get(data.position()) == 0) {
                    throw new IllegalStateException("thrown by the test");
                }
                super.onData(from, data);
            }

            @Override
            public void onReset(TcpConnection from, IOException cause) {
                resets.add(String.valueOf(cause.getMessage()));
                throw new IllegalStateException("thrown by the test once more");
            }
        }));
        try (var victim = connect(listener);
                var other = connect(listener)) {
            victim.getOutputStream().write(0);
            assertThat(ended(victim)).isTrue();
            other.getOutputStream().write(7);
            assertThat(other.getInputStream().read()).isEqualTo(7);
        }
        await().until(() -> loop.statistics().failures() == 2);
        assertThat(resets)
                .singleElement()
                .asString()
                .startsWith("handler failed")
                .contains("thrown by the test");
    }

    /** Whoever asks for more bytes may be somebody else's handler, which must not suffer. */
    @Test
    void aHandlerThatThrowsHarmsNobodyWhoResumesReading() throws Exception {
        var accepted = new CompletableFuture<TcpConnection>();
        var left = new CompletableFuture<Boolean>();
        var listener = onLoop(() -> stack.listen(ANY, connection -> {
            accepted.complete(connection);
            return new TcpHandler() {
                @Override
                public void onData(TcpConnection from, ByteBuffer data) {
                    if (left.isDone()) {
                        throw new IllegalStateException("thrown by the test");
                    }
                    left.complete(true);
                }
            };
        }));
        try (var socket = connect(listener)) {
            socket.getOutputStream().write(1);
            left.get(5, TimeUnit.SECONDS);
            var connection = accepted.get(5, TimeUnit.SECONDS);
            onLoop(() -> {
                connection.resumeReading();
                return 0;
            });
            assertThat(connection.isOver()).isTrue();
            assertThat(ended(socket)).isTrue();
        }
    }

    /** Whether the peer has ended it, in order or by reset. */
    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void anAddressThatIsTakenIsAnError() throws Exception {
        var listener = onLoop(() -> stack.listen(ANY, connection -> TcpHandler.IGNORE));
        assertThatThrownBy(() -> onLoop(() -> stack.listen(listener.address(), connection -> TcpHandler.IGNORE)))
                .hasCauseInstanceOf(BindException.class);
    }

    @Test
    void aSilentServerTimesOut() throws Exception {
        // A backlog of one that nobody accepts from: later handshakes get no answer.
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = (InetSocketAddress) server.getLocalSocketAddress();
            var last = new Echo();
            for (int i = 0; i < 8; i++) {
                onLoop(() -> stack.connect(address, Duration.ofMillis(200), last));
            }
            await().untilAsserted(() -> assertThat(last.events).contains("connect failed: SocketTimeoutException"));
        }
    }

    @Test
    void aConnectionThatDoesNotEndInTimeIsReset() throws Exception {
        var connection = new CompletableFuture<TcpConnection>();
        var listener = onLoop(() -> stack.listen(ANY, accepted -> {
            connection.complete(accepted);
            return TcpHandler.IGNORE;
        }));
        try (var client = connect(listener)) {
            onLoop(() -> {
                connection.get().resetAfter(Duration.ofMillis(1));
                return 0;
            });
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    /** Thousands end within the time that one of them may take. */
    @Test
    void aConnectionThatHasEndedIsNotKeptByItsDeadline() throws Exception {
        var ended = new CompletableFuture<WeakReference<TcpConnection>>();
        var listener = onLoop(() -> stack.listen(ANY, accepted -> new Echo() {
            @Override
            public void onEnd(TcpConnection connection) {
                connection.end();
                connection.resetAfter(Duration.ofHours(1));
            }

            @Override
            public void onClosed(TcpConnection connection) {
                ended.complete(new WeakReference<>(connection));
            }
        }));
        try (var client = connect(listener)) {
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        var connection = ended.get(5, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            onLoop(() -> 0); // the selector lets go of a cancelled key when it selects
            System.gc();
            return connection.get() == null;
        });
    }
}
