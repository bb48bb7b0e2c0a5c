package io.rserpool.operator.signer;

import io.micrometer.core.instrument.Metrics;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.injection.Enrolment;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** POST /sign/ROLE. */
final class SignRoute implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SignRoute.class);
    private static final String TASK = "signer";
    private static final String ROLE = "role";

    /** A request for a key of P-256 has about 200 bytes. */
    private static final int LARGEST = 4096;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int OK = 200;

    private final Signer signer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SignRoute(Signer signer) {
        this.signer = signer;
    }

    void on(Router router) {
        router.post(Enrolment.PATH + ":" + ROLE)
                .handler(TimeoutHandler.create(PATIENCE.toMillis()))
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST))
                .handler(exchange -> threads.execute(() -> Failures.contain(TASK, () -> sign(exchange))));
    }

    private void sign(RoutingContext exchange) {
        var role = exchange.pathParam(ROLE);
        try {
            var body = exchange.body().buffer();
            var answer = signer.sign(
                    role, exchange.request().getHeader("Authorization"), body == null ? new byte[0] : body.getBytes());
            count("signed");
            exchange.response().putHeader("Content-Type", "application/x-pem-file");
            answer(exchange, OK, answer);
        } catch (Refused e) {
            count(e.reason().label());
            if (e.reason() == Refused.Reason.NOT_YET) {
                LOG.debugf("not signed for %s yet: %s", role, e.getMessage());
            } else {
                Failures.refused(
                        TASK,
                        "no certificate for a " + role + " at "
                                + exchange.request().remoteAddress().hostAddress() + ": " + e.getMessage());
            }
            answer(exchange, e.status(), e.getMessage() + "\n");
        }
    }

    private static void count(String result) {
        Metrics.counter("rserpool.operator.certificates", "result", result).increment();
    }

    private static void answer(RoutingContext exchange, int status, String text) {
        exchange.response().setStatusCode(status).end(text);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
