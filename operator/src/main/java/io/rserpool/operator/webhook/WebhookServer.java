package io.rserpool.operator.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.rserpool.operator.guard.Failures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** The HTTPS server of the webhook: POST /inject. */
final class WebhookServer implements AutoCloseable {
    private static final String TASK = "webhook";

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    static {
        // The API server closes idle connections after 90 s: it must be the one that does, or a review may meet a
        // closing connection.
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // API servers have a few connections each; whoever else can reach the port has no more than these.
        System.setProperty("jdk.httpserver.maxConnections", "200");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReviewBodies bodies = new ReviewBodies();
    private final AdmissionHandler handler;

    /**
     * Starts the server.
     *
     * @throws IOException if the port is taken
     */
    WebhookServer(int port, KeyManager keys, AdmissionHandler handler) throws IOException {
        this.handler = handler;
        this.server = HttpsServer.create(new InetSocketAddress(port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(keys)));
        server.setExecutor(threads);
        server.createContext("/inject", this::inject);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static SSLContext tls(KeyManager keys) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no TLS", e);
        }
    }

    private void inject(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!"POST".equals(exchange.getRequestMethod())) {
                answer(exchange, METHOD_NOT_ALLOWED, new byte[0]);
                return;
            }
            try (var body = bodies.read(exchange.getRequestBody())) {
                review(exchange, body.bytes());
            } catch (ReviewBodies.Refused e) {
                Failures.refused(TASK, String.valueOf(e.getMessage()));
                answer(exchange, e.reason() == ReviewBodies.Reason.BUSY ? UNAVAILABLE : TOO_LARGE, new byte[0]);
            }
        }
    }

    // Whatever happens, the API server gets an answer; the pod is then created as it is.
    private void review(HttpExchange exchange, byte[] body) throws IOException {
        byte[] response;
        try {
            response = handler.review(body);
        } catch (IOException e) {
            Failures.refused(TASK, "this is no AdmissionReview: " + e.getMessage());
            answer(exchange, BAD_REQUEST, new byte[0]);
            return;
        } catch (RuntimeException e) {
            Failures.caught(TASK, e);
            answer(exchange, SERVER_ERROR, new byte[0]);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer(exchange, OK, response);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(1);
        threads.close();
    }
}
