package io.rserpool.pe;

import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One look at a server. Its connection is closed as soon as the answer is known. */
final class ServerProbe {
    /** What a look found. */
    sealed interface Result {
        /** The server answers as it should. */
        record Good() implements Result {}

        /** The port is open, but the answer is not good. */
        record Bad(String text) implements Result {}

        /** Nothing listens at the port: the server is not there. */
        record Refused(String text) implements Result {}

        /** It could not be looked, for something that the server cannot help: no verdict. */
        record Unknown(String text) implements Result {}
    }

    /** A status line needs no more. */
    private static final int LONGEST_ANSWER = 64;

    private final TcpStack stack;
    private final InetSocketAddress server;

    ServerProbe(TcpStack stack, InetSocketAddress server) {
        this.stack = stack;
        this.server = server;
    }

    /** Looks whether the port is open. */
    void connect(Duration timeout, Consumer<Result> outcome) {
        stack.connect(server, timeout, new TcpHandler() {
            @Override
            public void onConnected(TcpConnection connection) {
                connection.close();
                outcome.accept(new Result.Good());
            }

            @Override
            public void onConnectFailed(TcpConnection connection, IOException cause) {
                outcome.accept(failure(cause));
            }
        });
    }

    /**
     * What it says of a server that a connection could not be made. Only a refused one proves that nobody listens. A full
     * accept queue lets it time out. Everything else is this side's lack, of descriptors or local ports for instance, or
     * a server that resets what it has no room for.
     */
    static Result failure(IOException cause) {
        var text = String.valueOf(cause.getMessage());
        return switch (cause) {
            case SocketTimeoutException _ -> new Result.Bad("does not answer in time");
            case NoRouteToHostException _ -> new Result.Bad(text);
            case ConnectException _ -> new Result.Refused(text);
            default -> new Result.Unknown(text);
        };
    }

    /** Asks for a path by HTTP; a status of 200 to 399 is good. */
    void get(String path, Duration timeout, Consumer<Result> outcome) {
        new HttpGet(path, outcome).begin(timeout);
    }

    private final class HttpGet implements TcpHandler {
        private final ByteBuffer request;
        private final Consumer<Result> outcome;
        private final StringBuilder answer = new StringBuilder();
        private @Nullable TcpConnection connection;
        private EventLoop.@Nullable Timer timer;
        private boolean over;

        HttpGet(String path, Consumer<Result> outcome) {
            this.outcome = outcome;
            var host = server.getHostString() + ":" + server.getPort();
            var text = "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: rserpool-health\r\nConnection: close\r\n\r\n"
                    .formatted(path, host);
            request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        }

        void begin(Duration timeout) {
            timer = stack.eventLoop().schedule(timeout, () -> finish(new Result.Bad("does not answer in time")));
            connection = stack.connect(server, timeout, this);
        }

        private void finish(Result result) {
            if (over) {
                return;
            }
            over = true;
            if (timer != null) {
                timer.cancel();
            }
            if (connection != null) {
                connection.close();
            }
            outcome.accept(result);
        }

        @Override
        public void onConnected(TcpConnection connected) {
            connected.write(request);
        }

        @Override
        public void onConnectFailed(TcpConnection failed, IOException cause) {
            finish(failure(cause));
        }

        @Override
        public void onData(TcpConnection from, ByteBuffer data) {
            while (data.hasRemaining()) {
                char next = (char) (data.get() & 0xff);
                if (next == '\n' || answer.length() >= LONGEST_ANSWER) {
                    finish(judge(answer.toString()));
                    data.position(data.limit());
                    return;
                }
                answer.append(next);
            }
        }

        private static Result judge(String statusLine) {
            var parts = statusLine.strip().split(" ", 3);
            boolean http = parts.length >= 2 && parts[0].startsWith("HTTP/1.");
            if (http && parts[1].matches("[23]\\d\\d")) {
                return new Result.Good();
            }
            return new Result.Bad(http ? "answers with status " + parts[1] : "does not answer with HTTP/1.1");
        }

        @Override
        public void onEnd(TcpConnection from) {
            finish(new Result.Bad("closes without an answer"));
        }

        @Override
        public void onReset(TcpConnection from, IOException cause) {
            finish(new Result.Bad("resets the connection"));
        }
    }
}
