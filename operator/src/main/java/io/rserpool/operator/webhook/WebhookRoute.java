package io.rserpool.operator.webhook;

import io.quarkus.vertx.http.runtime.VertxInputStream;
import io.rserpool.operator.guard.Failures;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * POST /inject, on the HTTP server of Quarkus. That one's settings bound connections and headers ({@code application.properties}); bodies,
 * and the time that they and answers take, are bounded here.
 */
final class WebhookRoute implements AutoCloseable {
    private static final String TASK = "webhook";
    private static final String PATH = "/inject";

    /** What is slower is closed. */
    private static final Duration REQUEST = Duration.ofSeconds(10);

    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ReviewBodies bodies = new ReviewBodies();
    private final AdmissionHandler handler;
    private final Duration patience;

    WebhookRoute(AdmissionHandler handler) {
        this(handler, REQUEST);
    }

    /** Creates a route that waits so long for the whole of a body. */
    WebhookRoute(AdmissionHandler handler, Duration patience) {
        this.handler = handler;
        this.patience = patience;
    }

    void on(Router router) {
        router.route(PATH).handler(this::inject);
    }

    private void inject(RoutingContext exchange) {
        // Made on the event loop, before any of the body comes: it stops what is not read from coming.
        var input = new VertxInputStream(exchange, patience.toMillis());
        threads.execute(() -> Failures.contain(TASK, () -> inject(exchange, input)));
    }

    private void inject(RoutingContext exchange, InputStream input) {
        if (exchange.request().method() != HttpMethod.POST) {
            refuse(exchange, METHOD_NOT_ALLOWED);
            return;
        }
        long late = closeAfter(patience, exchange);
        try (var body = bodies.read(input)) {
            exchange.vertx().cancelTimer(late);
            review(exchange, body.bytes());
        } catch (ReviewBodies.Refused e) {
            Failures.refused(TASK, String.valueOf(e.getMessage()));
            refuse(exchange, e.reason() == ReviewBodies.Reason.BUSY ? UNAVAILABLE : TOO_LARGE);
        } catch (IOException e) {
            // The client is gone, or was too slow.
            exchange.request().connection().close();
        } finally {
            exchange.vertx().cancelTimer(late);
        }
    }

    // Whatever happens, the API server gets an answer; the pod is then created as it is.
    private void review(RoutingContext exchange, byte[] body) {
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
        exchange.response().putHeader("Content-Type", "application/json");
        answer(exchange, OK, response);
    }

    /** The rest of the body is not read: no other request can follow it. */
    private static void refuse(RoutingContext exchange, int status) {
        exchange.response().putHeader("Connection", "close");
        answer(exchange, status, new byte[0]);
        exchange.request().connection().close();
    }

    /** Waits until the answer is written, or whoever does not take it would have it kept in memory. */
    private static void answer(RoutingContext exchange, int status, byte[] body) {
        long late = closeAfter(ANSWER, exchange);
        try {
            exchange.response()
                    .setStatusCode(status)
                    .end(Buffer.buffer(body))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            // The client is gone, or was too slow.
            exchange.request().connection().close();
        } finally {
            exchange.vertx().cancelTimer(late);
        }
    }

    private static long closeAfter(Duration time, RoutingContext exchange) {
        return exchange.vertx()
                .setTimer(time.toMillis(), t -> exchange.request().connection().close());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
