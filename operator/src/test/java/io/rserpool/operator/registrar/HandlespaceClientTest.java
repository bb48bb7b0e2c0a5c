package io.rserpool.operator.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlespaceClientTest {
    static final String ANSWER = """
            {"serverId":"0x1","address":"10.0.0.1","ready":true,"peers":[{"id":"0x2","address":"10.0.0.2","state":"ACTIVE"}],
             "checksum":"%1$s","checksums":{"0x1":"%1$s"},"pools":[{"handle":"files","policy":"ROUND_ROBIN","elements":[{"id":"0xa","home":"0x1",
             "address":"10.1.0.1","port":7890,"transport":"SCTP","registrationLife":300000,"load":0}]}]}""";

    private final HandlespaceClient client = new HandlespaceClient();
    private HttpServer server;
    private volatile String shown = "";
    private String answer = ANSWER.formatted("0xabcd");

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/handlespace", exchange -> {
            shown = exchange.getRequestHeaders().getFirst("Authorization");
            var body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Optional<Handlespace> ask() {
        return client.ask("127.0.0.1", server.getAddress().getPort(), Optional.of("Bearer shown"), Set.of("files"));
    }

    @Test
    void readsWhatARegistrarSays() {
        var handlespace = ask().orElseThrow();
        assertThat(shown).isEqualTo("Bearer shown");
        assertThat(handlespace.serverId()).isEqualTo("0x1");
        assertThat(handlespace.ready()).isTrue();
        assertThat(handlespace.peers()).isOne();
        assertThat(handlespace.pools()).isOne();
        assertThat(handlespace.elements()).isOne();
        assertThat(handlespace.checksum())
                .isEqualTo("0x%08x".formatted(Map.of("0x1", "0xabcd").hashCode()));
        var view = ScopeView.EMPTY.next(List.of(new RegistrarView("registrar-0", handlespace)));
        assertThat(view.pool("files").orElseThrow().first())
                .containsExactly(new PoolView.Element("0xa", "0x1", "10.1.0.1"));
        assertThat(view.pool("unknown")).hasValue(PoolView.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not JSON", "[]", "{\"pools\": 7}", "{\"pools\": [7]}", "{\"pools\": [", "{\"ready\": \"x\"}"
            })
    void whatIsNoHandlespaceIsNoAnswer(String nonsense) {
        answer = nonsense;
        assertThat(ask()).isEmpty();
    }

    @Test
    void aClosedPortIsNoAnswer() {
        server.stop(0);
        assertThat(ask()).isEmpty();
    }

    /** Else the watch would wait for it for ever, and look at no registrar any more. */
    @Test
    void whoFallsSilentInTheMiddleIsNoAnswer() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() ->
                            sayAndFallSilent(silent, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"pools\": ["));
            var impatient = new HandlespaceClient(Duration.ofMillis(300));
            assertThat(impatient.ask("127.0.0.1", silent.getLocalPort(), Optional.empty(), Set.of()))
                    .isEmpty();
        }
    }

    private static void sayAndFallSilent(ServerSocket server, String text) {
        try {
            // Closed by the client.
            var connection = server.accept();
            connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneDifferenceIsNoDisagreement() {
        var view = ScopeView.EMPTY;
        for (int look = 1; look <= ScopeView.PERSISTENT; look++) {
            view = view.next(List.of(view("a", "0x1"), view("b", "0x2")));
            assertThat(view.disagreements()).isEqualTo(look);
        }
        assertThat(view.next(List.of(view("a", "0x1"), view("b", "0x1"))).disagreements())
                .isZero();
    }

    private static RegistrarView view(String pod, String checksum) {
        return new RegistrarView(pod, new Handlespace("0x1", true, 0, checksum, 0, 0, Map.of()));
    }
}
