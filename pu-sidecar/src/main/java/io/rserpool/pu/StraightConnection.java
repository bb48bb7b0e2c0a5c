package io.rserpool.pu;

import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins a client's connection with one to the Service that it meant: plain TCP on both sides. The handler of the client's connection; what is
 * read from one side waits for the other one within a bound.
 */
final class StraightConnection implements TcpHandler {
    /** Told what was carried, and when it is over. */
    interface Owner {
        /** Not for what was given to the constructor. */
        void toService(int bytes);

        void toClient(int bytes);

        /** It is over for both; {@code failure} says why it never came to be, empty if it did. */
        void over(String failure);
    }

    private static final long QUEUE = 256 * 1024;
    /** How long all its addresses are tried. */
    private static final Duration CONNECT = Duration.ofSeconds(30);
    /** How long a Service is asked again that refuses: its servers' pods may not be ready for a moment, as when a sidecar of theirs starts again. */
    private static final Duration REFUSALS = Duration.ofSeconds(1);

    private static final Duration AFTER_REFUSAL = Duration.ofMillis(100);
    /** How long one is, if there are others. */
    private static final Duration CONNECT_ONE_OF_MANY = Duration.ofSeconds(3);

    private final TcpConnection client;
    private final TcpStack stack;
    private final Service service;
    private final Owner owner;
    private @Nullable ByteBuffer early;
    private boolean clientEnded;
    private long begun;
    private @Nullable TcpConnection server;
    private boolean connected;
    private boolean over;
    private long sent;
    private long received;

    /**
     * @param early what the client has said already and nobody has taken; null = nothing
     * @param clientEnded whether that was all
     */
    StraightConnection(
            TcpConnection client,
            TcpStack stack,
            Service service,
            @Nullable ByteBuffer early,
            boolean clientEnded,
            Owner owner) {
        this.client = client;
        this.stack = stack;
        this.service = service;
        this.early = early;
        this.clientEnded = clientEnded;
        this.owner = owner;
    }

    void start() {
        begun = stack.eventLoop().nanoTime();
        find();
    }

    private void find() {
        if (!over) {
            service.find(addresses -> connect(addresses, 0));
        }
    }

    private void connect(List<InetSocketAddress> addresses, int index) {
        if (over) {
            return;
        }
        if (addresses.isEmpty()) {
            fail("the DNS knows no " + service.target().host());
            return;
        }
        server = stack.connect(
                addresses.get(index), patience(index + 1 == addresses.size()), new Server(addresses, index));
    }

    private Duration patience(boolean last) {
        var left = CONNECT.minus(age());
        return last || left.compareTo(CONNECT_ONE_OF_MANY) < 0 ? left : CONNECT_ONE_OF_MANY;
    }

    private Duration age() {
        return Duration.ofNanos(stack.eventLoop().nanoTime() - begun);
    }

    /** None of its addresses takes the connection. */
    private void refused(String why) {
        if (age().compareTo(REFUSALS) > 0) {
            fail(why);
            return;
        }
        service.misled();
        stack.eventLoop().schedule(AFTER_REFUSAL, this::find);
    }

    /** Bytes of the client that went to the Service. */
    long bytesSent() {
        return sent;
    }

    /** Bytes of the Service for the client. */
    long bytesReceived() {
        return received;
    }

    private void fail(String why) {
        service.misled();
        client.reset();
        end(why);
    }

    /** Where it leads to; for people. */
    String describe() {
        return "service " + (server == null ? service.target() : text(server.remote()));
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Ends it at once, for both. */
    void stop() {
        if (server != null) {
            server.reset();
        }
        client.reset();
        end("");
    }

    private void end(String failure) {
        if (!over) {
            over = true;
            early = null;
            owner.over(failure);
        }
    }

    private void endIfBothAre() {
        if (client.isOver() && (server == null || server.isOver())) {
            end("");
        }
    }

    @Override
    public int room(TcpConnection connection) {
        return server == null || !connected ? 0 : room(server.queued());
    }

    private static int room(long queued) {
        return (int) Math.max(0, QUEUE - queued);
    }

    @Override
    public void onData(TcpConnection connection, ByteBuffer data) {
        var to = server;
        if (to != null && connected) {
            sent += data.remaining();
            owner.toService(data.remaining());
            to.write(data);
        }
    }

    @Override
    public void onEnd(TcpConnection connection) {
        clientEnded = true;
        if (server != null && connected) {
            server.end();
        }
    }

    @Override
    public void onWritten(TcpConnection connection, int bytes) {
        if (server != null && client.queued() < QUEUE / 2) {
            server.resumeReading();
        }
    }

    @Override
    public void onReset(TcpConnection connection, IOException cause) {
        if (server != null) {
            server.reset();
        }
        end("");
    }

    @Override
    public void onClosed(TcpConnection connection) {
        endIfBothAre();
    }

    /** The Service's side. */
    private final class Server implements TcpHandler {
        private final List<InetSocketAddress> addresses;
        private final int index;

        Server(List<InetSocketAddress> addresses, int index) {
            this.addresses = addresses;
            this.index = index;
        }

        @Override
        public void onConnected(TcpConnection connection) {
            connected = true;
            if (early != null) {
                sent += early.remaining();
                connection.write(early);
                early = null;
            }
            if (clientEnded) {
                connection.end();
            } else {
                client.resumeReading();
            }
        }

        @Override
        public void onConnectFailed(TcpConnection connection, IOException cause) {
            if (over) {
                return;
            }
            if (index + 1 < addresses.size()) {
                connect(addresses, index + 1);
            } else {
                refused(text(connection.remote()) + ": " + cause.getMessage());
            }
        }

        @Override
        public int room(TcpConnection connection) {
            return StraightConnection.room(client.queued());
        }

        @Override
        public void onData(TcpConnection connection, ByteBuffer data) {
            received += data.remaining();
            owner.toClient(data.remaining());
            client.write(data);
        }

        @Override
        public void onEnd(TcpConnection connection) {
            client.end();
        }

        @Override
        public void onWritten(TcpConnection connection, int bytes) {
            if (connection.queued() < QUEUE / 2) {
                client.resumeReading();
            }
        }

        @Override
        public void onReset(TcpConnection connection, IOException cause) {
            // It gets what the server said before that.
            client.resetWhenWritten();
        }

        @Override
        public void onClosed(TcpConnection connection) {
            endIfBothAre();
        }
    }
}
