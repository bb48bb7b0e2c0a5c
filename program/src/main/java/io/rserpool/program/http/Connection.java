package io.rserpool.program.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.RequestValidateHost;
import org.apache.hc.core5.http.protocol.ResponseConnControl;
import org.apache.hc.core5.http.protocol.ResponseContent;
import org.jspecify.annotations.Nullable;

/** A client's connection, on a virtual thread of its own: one request after the other, each in good time. */
final class Connection implements Connections.Member, Runnable {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(120);
    private static final int LARGEST_HEAD = 16_384;

    /** What is left of a body is read to its end, or a client that still sends would not see the answer. */
    private static final int LARGEST_REST = 65_536;

    private static final Http1Config LIMITS = Http1Config.custom()
            .setBufferSize(2048)
            .setMaxLineLength(8192)
            .setMaxHeaderCount(64)
            .setMaxEmptyLineCount(4)
            .build();

    private static final HttpProcessor PROCESSOR = HttpProcessorBuilder.create()
            .add(new RequestValidateHost())
            .addAll(new ResponseContent(), new ResponseConnControl())
            .build();

    /** Answers a request. */
    interface Handler {
        /** {@return the answer} It tells the connection when it waits for others than the client. */
        ClassicHttpResponse answer(ClassicHttpRequest request, InetAddress from, Runnable clientWaits)
                throws IOException;
    }

    private final Socket socket;
    private final Handler handler;
    private final Connections connections;
    private volatile Phase phase = Phase.of(REQUEST, LARGEST_HEAD);
    private int read;

    Connection(Socket socket, Handler handler, Connections connections) {
        this.socket = socket;
        this.handler = handler;
        this.connections = connections;
    }

    /**
     * What is going on.
     *
     * @param most bytes that may come meanwhile
     * @param time in which the client has to do its part, in ns; nothing = it is its turn to wait
     */
    private record Phase(long since, int most, @Nullable Long time) {
        static Phase of(Duration time, int most) {
            return new Phase(System.nanoTime(), most, time.toNanos());
        }
    }

    @Override
    public InetAddress address() {
        return socket.getInetAddress();
    }

    @Override
    public @Nullable Long waitingSince() {
        var now = phase;
        return now.time == null ? null : now.since;
    }

    @Override
    public boolean isLate(long now) {
        var current = phase;
        return current.time != null && now - current.since > current.time;
    }

    @Override
    public void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "management connection", e);
        }
    }

    @Override
    public void run() {
        try (var http = new DefaultBHttpServerConnection("http", LIMITS) {
            void bindCounted() throws IOException {
                bind(new Counted());
            }
        }) {
            http.bindCounted();
            var service = new HttpService(PROCESSOR, (request, trigger, context) -> answer(request, trigger));
            while (http.isOpen()) {
                service.handleRequest(http, HttpCoreContext.create());
                read = 0;
                phase = Phase.of(BETWEEN_REQUESTS, LARGEST_HEAD);
            }
        } catch (IOException | HttpException e) {
            LOG.log(Level.DEBUG, "management client went away", e);
        } finally {
            cut();
            connections.remove(this);
        }
    }

    private void answer(ClassicHttpRequest request, ResponseTrigger trigger) throws HttpException, IOException {
        phase = Phase.of(REQUEST, Integer.MAX_VALUE);
        var response =
                handler.answer(request, address(), () -> phase = new Phase(System.nanoTime(), Integer.MAX_VALUE, null));
        phase = Phase.of(ANSWER, Integer.MAX_VALUE);
        var entity = request.getEntity();
        if (entity != null) {
            var body = entity.getContent();
            body.readNBytes(LARGEST_REST);
            if (body.read() >= 0) {
                response.setHeader("Connection", "close");
            }
        }
        trigger.submitResponse(response);
    }

    /** The head of a request is parsed in memory: only so much of it is read. */
    private final class Counted extends SocketHolder {
        private Counted() {
            super(socket);
        }

        @Override
        protected InputStream getInputStream(Socket socket) throws IOException {
            return new FilterInputStream(super.getInputStream(socket)) {
                @Override
                public int read() throws IOException {
                    var one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    read += Math.max(count, 0);
                    if (read > phase.most) {
                        throw new IOException("the head of the request is too long");
                    }
                    return count;
                }
            };
        }
    }
}
