package io.rserpool.operator.signer;

import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignRouteTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private FakeApiServer api;
    private SignRoute route;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        api = new FakeApiServer();
        var keys = new MemberKeys(api.client(), Fixtures.settings());
        var catalog = Fixtures.catalog(api.client(), () -> snapshot(List.of(), List.of()));
        var signer = new Signer(
                new TokenReviews(api.client()),
                new Members(api.client(), catalog, Fixtures.MARKS),
                keys,
                Fixtures.settings());
        route = new SignRoute(signer, keys);
        var router = Router.router(vertx);
        route.serve(router);
        server = await(vertx.createHttpServer().requestHandler(router).listen(0));
    }

    @AfterEach
    void stop() throws Exception {
        route.stop();
        await(vertx.close());
        api.close();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private HttpResponse<String> post(byte[] body) throws Exception {
        var address = URI.create("http://127.0.0.1:" + server.actualPort() + "/sign/pool-element");
        return http.send(
                HttpRequest.newBuilder(address)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void whoSendsRubbishIsToldSoAndNobodyIsAsked() throws Exception {
        var answer = post(new byte[100]);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("this is no certification request");
        assertThat(post(new byte[0]).statusCode()).isEqualTo(400);
        assertThat(api.writes()).isEmpty();
    }

    @Test
    void noBodyIsReadThatIsTooLong() throws Exception {
        assertThat(post(new byte[5000]).statusCode()).isEqualTo(413);
    }
}
