package io.rserpool.operator.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
    private String answer = ANSWER.formatted("0xabcd");

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/handlespace", exchange -> {
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

    @Test
    void readsWhatARegistrarSays() {
        var handlespace = client.ask("127.0.0.1", server.getAddress().getPort()).orElseThrow();
        assertThat(handlespace.serverId()).isEqualTo("0x1");
        assertThat(handlespace.ready()).isTrue();
        assertThat(handlespace.peers()).hasSize(1);
        assertThat(handlespace.elements()).isOne();
        assertThat(handlespace.checksums()).isEqualTo(Map.of("0x1", "0xabcd"));
        var view = ScopeView.EMPTY.next(List.of(new RegistrarView("registrar-0", handlespace)));
        assertThat(view.elements("files").orElseThrow())
                .extracting(Handlespace.Element::id)
                .containsExactly("0xa");
        assertThat(view.elements("unknown")).hasValue(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "[]", "{\"pools\": 7}"})
    void whatIsNoHandlespaceIsNoAnswer(String nonsense) {
        answer = nonsense;
        assertThat(client.ask("127.0.0.1", server.getAddress().getPort())).isEmpty();
    }

    @Test
    void aClosedPortIsNoAnswer() {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThat(client.ask("127.0.0.1", port)).isEmpty();
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
        return new RegistrarView(pod, new Handlespace("0x1", true, List.of(), Map.of("0x1", checksum), List.of()));
    }
}
