package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where security is required, who is not of a program's host and has no token learns nothing from its management port. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String POOL = "canary-pool";
    private static final Duration SOON = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Integer> ports = new HashMap<>();
    private LocalSystem system;
    private String here;

    @BeforeAll
    void start() throws IOException {
        var outside = outside();
        assumeTrue(outside.isPresent(), "this host has loopback only");
        here = outside.get();
        var directory = Path.of("target/pages-test/" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, 1);
        system.secure();
        var peers = Map.of("rserpool.registrar.peers", system.registrarAddress(1) + ":9901");
        system.startProgram("registrar", "registrar-1", system.registrarAddress(1), managed("registrar", peers));
        system.startElement(
                1,
                managed(
                        "pe-sidecar",
                        Map.of(
                                "rserpool.pe.pools." + POOL + ".server",
                                system.serverAddress(1) + ":8080",
                                "rserpool.pe.pools." + POOL + ".health.type",
                                "none")));
        system.startUser(managed(
                "pu-sidecar", Map.of("rserpool.pu.pools." + POOL + ".listen", system.serviceAddress() + ":8080")));
        for (int port : ports.values()) {
            await().ignoreExceptions()
                    .atMost(SOON)
                    .until(() -> get(here, port, "/q/health/live", null).statusCode() == 200);
        }
    }

    @AfterAll
    void stop() {
        client.close();
        if (system != null) {
            system.close();
        }
    }

    private static Optional<String> outside() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
    }

    private Map<String, String> managed(String program, Map<String, String> settings) throws IOException {
        int port = freePort();
        ports.put(program, port);
        var all = new HashMap<>(settings);
        all.put("rserpool.management.address", "0.0.0.0");
        all.put("rserpool.management.port", Integer.toString(port));
        all.put("rserpool.management.token", TOKEN);
        return all;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HttpResponse<String> get(String host, int port, String path, String token)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "registrar, /handlespace",
        "pe-sidecar, /sessions",
        "pe-sidecar, /pools",
        "pe-sidecar, /element",
        "pu-sidecar, /sessions",
        "pu-sidecar, /pools",
        "pu-sidecar, /user"
    })
    void aPageIsForThisHostAndWhoHasTheToken(String program, String page) throws Exception {
        int port = ports.get(program);
        assertThat(get("127.0.0.1", port, page, null).statusCode()).isEqualTo(200);
        assertThat(get(here, port, page, TOKEN).statusCode()).isEqualTo(200);
        for (var wrong : new String[] {null, "", "0123456789abcdee"}) {
            var answer = get(here, port, page, wrong);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body())
                    .isEqualTo("only from loopback, or with the header Authorization: Bearer TOKEN, where TOKEN is what"
                            + " rserpool.management.token names\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"registrar", "pe-sidecar", "pu-sidecar"})
    void healthAndMetricsAreForAllAndTellStrangersNoMoreThanNeeded(String program) throws Exception {
        int port = ports.get(program);
        var health = get(here, port, "/q/health", null).body();
        assertThat(health).contains("\"status\"").doesNotContain("data", POOL, "127.");
        assertThat(get(here, port, "/q/health", TOKEN).body()).contains("\"data\"");
        assertThat(get(here, port, "/q/metrics", null).body())
                .contains("rserpool_management_refusals_total{reason=\"page\"}")
                .doesNotContain("127.");
    }

    @Test
    void whatIsForServersOfAnElementsHostIsNotForWhoHasTheToken() throws Exception {
        int port = ports.get("pe-sidecar");
        assertThat(get(here, port, "/sessions/1/cookie", TOKEN).statusCode()).isEqualTo(403);
        assertThat(get(here, port, "/drain", TOKEN).statusCode()).isEqualTo(403);
    }
}
