package io.rserpool.operator.registrar;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Asks registrars for their handlespace over management HTTP. */
final class HandlespaceClient {
    private static final Logger LOG = Logger.getLogger(HandlespaceClient.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int OK = 200;

    /** About 100,000 elements. */
    private static final int MAX_BODY = 32 * 1024 * 1024;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper json = new ObjectMapper();

    /** What the registrar says; nothing if it does not answer, or not as it should. */
    Optional<Handlespace> ask(String host, int port) {
        var bracketed = host.contains(":") ? "[" + host + "]" : host;
        var request = HttpRequest.newBuilder(URI.create("http://" + bracketed + ":" + port + "/handlespace"))
                .timeout(TIMEOUT)
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                var bytes = body.readNBytes(MAX_BODY + 1);
                if (response.statusCode() != OK || bytes.length > MAX_BODY) {
                    LOG.debugf(
                            "registrar %s answers with status %d and %d bytes",
                            host, response.statusCode(), bytes.length);
                    return Optional.empty();
                }
                return Optional.of(json.readValue(bytes, Handlespace.class));
            }
        } catch (IOException e) {
            LOG.debugf("registrar %s does not tell its handlespace: %s", host, e.getMessage());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
