package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.endpoint.element.SignedCookies;
import io.rserpool.program.http.Caller;
import io.rserpool.program.http.ManagementServer;
import io.rserpool.program.http.PageGate;
import io.rserpool.program.http.Request;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.StateCookie;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server leaves its state over HTTP, and the next one takes it up; each bad request has its answer. */
class CookiePagesTest {
    private static final byte[] KEY = "a key of the pool".getBytes(StandardCharsets.US_ASCII);

    private final SelectorEventLoop loop = new SelectorEventLoop("cookie-pages-test");
    private final HttpClient client = HttpClient.newHttpClient();
    private ServerSocket server;
    private ServedPool pool;
    private CookiePages pages;
    private ManagementServer management;

    @BeforeEach
    void serve() throws Exception {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        serve(List.of(KEY));
    }

    private void serve(List<byte[]> keys) throws Exception {
        pool = OnLoop.call(loop, () -> TestPools.uploads(loop, server, keys));
        pages = new CookiePages(() -> List.of(pool), loop);
        management = ManagementServer.bind(
                        InetAddress.getLoopbackAddress(), 0, new PrometheusRegistry(), PageGate.open())
                .handleBelow("/sessions/", Set.of("GET", "PUT"), pages::answer)
                .start();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        management.close();
        loop.close();
        server.close();
    }

    private RecordedSession open(boolean cookieFollows) throws Exception {
        var session = new RecordedSession();
        session.cookieFollows = cookieFollows;
        session.handler = OnLoop.call(loop, () -> pool.open(session));
        return session;
    }

    private Socket accept() throws Exception {
        return server.accept();
    }

    private HttpResponse<String> get(Object port) throws Exception {
        return client.send(request(port + "/cookie").build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> put(Object path, byte[] state) throws Exception {
        return client.send(
                request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(state)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(Object path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management.port() + "/sessions/" + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer cookie(byte[] key) {
        var state = new StateCookie(
                3, 100, 1000, PoolHandle.of("uploads"), "7f3a91c2-1", ByteBuffer.wrap(bytes("the state")));
        return new SignedCookies(key).sign(state.encode());
    }

    private void echo(RecordedSession session, ByteBuffer cookie) throws Exception {
        OnLoop.call(loop, () -> {
            session.handler.onCookieEcho(cookie);
            return true;
        });
    }

    private String outcome(RecordedSession session) throws Exception {
        return OnLoop.call(loop, () -> session.heard + session.outcome);
    }

    private long count(String outcome) {
        long[] found = {-1};
        pool.cookieCounts().each((name, number) -> found[0] = name.equals(outcome) ? number : found[0]);
        return found[0];
    }

    @Test
    void aServerLeavesItsState() throws Exception {
        var session = open(false);
        try (var socket = accept()) {
            int port = socket.getPort();
            assertThat(get(port).statusCode()).isEqualTo(204);
            OnLoop.call(loop, () -> {
                session.handler.onData(ByteBuffer.wrap(bytes("hello")));
                return true;
            });
            assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
            assertThat(put(port + "/cookie?received=5&sent=2", bytes("my state"))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(OnLoop.call(loop, () -> session.cookies.size())).isZero();
            socket.getOutputStream().write(bytes("ok"));
            await().until(() -> OnLoop.call(loop, () -> session.cookies.size()) == 1);
            var cookie = OnLoop.call(loop, () -> session.cookies.getFirst());
            assertThat(((Decoded.Message<StateCookie>) StateCookie.decodeSigned(cookie)).message())
                    .isEqualTo(new StateCookie(
                            1, 5, 2, PoolHandle.of("uploads"), "7f3a91c2-1", ByteBuffer.wrap(bytes("my state"))));
            assertThat(count("left")).isEqualTo(1);
        }
    }

    @Test
    void theNextServerTakesItBeforeItIsGivenAnything() throws Exception {
        var session = open(true);
        try (var socket = accept()) {
            OnLoop.call(loop, () -> {
                session.handler.onCookieEcho(cookie(KEY));
                session.handler.onData(ByteBuffer.wrap(bytes("more")));
                session.handler.onEnd();
                return true;
            });
            assertThat(OnLoop.call(loop, () -> session.accepted)).isFalse();
            var answer = get(socket.getPort());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("the state");
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes("more"));
            await().until(() -> OnLoop.call(loop, () -> session.accepted));
            assertThat(count("taken")).isEqualTo(1);
        }
    }

    @Test
    void whoAsksBeforeItIsThereWaits() throws Exception {
        var session = open(true);
        try (var socket = accept()) {
            var answer = client.sendAsync(request(socket.getPort() + "/cookie").build(), BodyHandlers.ofString());
            OnLoop.call(loop, () -> true);
            echo(session, cookie(KEY));
            assertThat(answer.get().body()).isEqualTo("the state");
        }
    }

    @Test
    void aForgedCookieIsToldToWhoWaitsForIt() throws Exception {
        var session = open(true);
        try (var socket = accept()) {
            var answer = client.sendAsync(request(socket.getPort() + "/cookie").build(), BodyHandlers.ofString());
            // The request is seen when its session knows that it is asked.
            await().until(() ->
                    OnLoop.call(loop, () -> pool.sessions().getFirst().state().isAsked()));
            echo(session, cookie(bytes("a key of somebody")));
            assertThat(answer.get().statusCode()).isEqualTo(403);
            assertThat(outcome(session)).isEqualTo("; reset REJECTED");
            assertThat(count("forged")).isPositive();
            assertThat(get(socket.getPort()).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aServerThatKnowsNothingOfCookiesMustNotAnswer() throws Exception {
        var session = open(true);
        try (var socket = accept()) {
            echo(session, cookie(KEY));
            socket.getOutputStream().write(bytes("hello"));
            await().untilAsserted(() -> assertThat(outcome(session)).isEqualTo("; reset DIVERGED"));
        }
    }

    @Test
    void aServerThatEndsWithoutAskingIsLeft() throws Exception {
        var session = open(true);
        accept().close();
        await().untilAsserted(() -> assertThat(outcome(session)).isEqualTo("; reset REJECTED"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "PORT/cookie?received=1&sent=0, 1, 400", // the client has sent nothing
                "PORT/cookie?received=-1&sent=0, 1, 400",
                "PORT/cookie?received=x&sent=0, 1, 400",
                "PORT/cookie?received=9999999999999999999&sent=0, 1, 400",
                "PORT/cookie?received=0, 1, 400",
                "PORT/cookie?sent=0, 1, 400",
                "PORT/cookie, 0, 400",
                "PORT/cookie, 60000, 413",
                "PORT/cookie, 200000, 413",
                "PORT/cookie?pool=other, 1, 404",
                "PORT/biscuit, 1, 404",
                "cookie, 1, 404",
                "1/cookie, 1, 404",
                "99999/cookie, 1, 404",
                "-7/cookie, 1, 404",
                "PORT/cookie?pool=uploads, 1, 204",
                "PORT/cookie, 59860, 204"
            })
    void eachBadRequestHasItsAnswer(String path, int size, int status) throws Exception {
        var session = open(false);
        try (var socket = accept()) {
            var answer = put(path.replace("PORT", Integer.toString(socket.getPort())), new byte[size]);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(OnLoop.call(loop, () -> session.cookies.size())).isEqualTo(status == 204 ? 1 : 0);
            assertThat(outcome(session)).isEmpty();
        }
    }

    @Test
    void anOldStateIsRefused() throws Exception {
        open(false);
        try (var socket = accept()) {
            assertThat(put(socket.getPort() + "/cookie?received=0&sent=3", bytes("3"))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(put(socket.getPort() + "/cookie?received=0&sent=2", bytes("2"))
                            .statusCode())
                    .isEqualTo(409);
            assertThat(count("old")).isEqualTo(1);
        }
    }

    @Test
    void otherMethodsAndOtherHostsAreRefused() throws Exception {
        open(false);
        try (var socket = accept()) {
            var path = socket.getPort() + "/cookie";
            assertThat(client.send(request(path).DELETE().build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(405);
            var stranger =
                    new Caller(InetAddress.ofLiteral("192.0.2.1"), name -> Optional.empty(), name -> Optional.empty());
            for (var method : List.of("GET", "PUT")) {
                var answer = pages.answer(new Request(stranger, method, path, InputStream.nullInputStream()));
                assertThat(answer.get().status()).isEqualTo(403);
            }
        }
    }

    @Test
    void withoutAKeyNothingIsLeft() throws Exception {
        management.close();
        serve(List.of());
        var session = open(false);
        try (var socket = accept()) {
            assertThat(put(socket.getPort() + "/cookie", bytes("x")).statusCode())
                    .isEqualTo(403);
            assertThat(count("no_key")).isEqualTo(1);
            assertThat(outcome(session)).isEmpty();
        }
    }

    @Test
    void twoPoolsMayHaveSessionsOfOnePort() throws Exception {
        var twin = pool;
        pages = new CookiePages(() -> List.of(pool, twin), loop);
        open(false);
        try (var socket = accept()) {
            var own = new Caller(InetAddress.getLoopbackAddress(), name -> Optional.empty(), name -> Optional.empty());
            var answer =
                    pages.answer(new Request(own, "GET", socket.getPort() + "/cookie", InputStream.nullInputStream()));
            assertThat(answer.get().status()).isEqualTo(400);
        }
    }
}
