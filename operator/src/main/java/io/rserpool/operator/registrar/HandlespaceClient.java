package io.rserpool.operator.registrar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Asks registrars for their handlespace over management HTTP. */
final class HandlespaceClient {
    private static final Logger LOG = Logger.getLogger(HandlespaceClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final Duration timeout;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    HandlespaceClient() {
        this(TIMEOUT);
    }

    /** Creates a client that waits so long for an answer's last byte. */
    HandlespaceClient(Duration timeout) {
        this.timeout = timeout;
    }

    /** What the registrar says, with the elements of these pools; nothing if it does not answer in time, or not as it should. */
    Optional<Handlespace> ask(String host, int port, Optional<String> authorization, Set<String> handles) {
        var bracketed = host.contains(":") ? "[" + host + "]" : host;
        try {
            var request = HttpRequest.newBuilder(URI.create("http://" + bracketed + ":" + port + "/handlespace"))
                    .timeout(timeout);
            authorization.ifPresent(shown -> request.header("Authorization", shown));
            return read(host, http.send(request.build(), BodyHandlers.ofInputStream()), handles);
        } catch (IOException e) {
            LOG.debugf("registrar %s does not tell its handlespace: %s", host, e.getMessage());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The request's timeout ends with the answer's head: who then falls silent is cut off here. */
    private Optional<Handlespace> read(String host, HttpResponse<InputStream> response, Set<String> handles)
            throws IOException {
        try (var body = response.body()) {
            if (response.statusCode() != OK) {
                LOG.debugf("registrar %s answers with status %d", host, response.statusCode());
                return Optional.empty();
            }
            var deadline = CompletableFuture.runAsync(
                    () -> close(body), CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
            try {
                return Optional.of(HandlespaceReader.read(body, handles));
            } finally {
                deadline.cancel(false);
            }
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
