package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Python's web server, whose answers differ by their date, and Python's web client, in mode {@code http}: a download goes on at the exact byte
 * whoever dies. Logs stay in {@code target/http-test}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpModeTest {
    private static final int COUNT = 2;
    private static final int PORT = 8080;
    private static final int FILE_SIZE = 24 << 20;

    /** Slow enough to be met in the middle. */
    private static final String CLIENT = """
            import hashlib, sys, time, urllib.request
            digest = hashlib.sha256()
            with urllib.request.urlopen(sys.argv[1], timeout=60) as answer:
                while part := answer.read(65536):
                    digest.update(part)
                    time.sleep(0.005)
            print(digest.hexdigest())
            """;

    private final LocalProcess[] servers = new LocalProcess[COUNT + 1];
    private final LocalProcess[] elements = new LocalProcess[COUNT + 1];
    private LocalSystem system;
    private LocalProcess user;
    private Path content;
    private String checksum;
    private int clients;

    @BeforeAll
    void start() throws Exception {
        var directory = Path.of("target/http-test/" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, 1);
        content = Files.createDirectories(directory.resolve("content"));
        var bytes = new byte[FILE_SIZE];
        new Random(7).nextBytes(bytes);
        Files.write(content.resolve("file"), bytes);
        checksum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        system.startRegistrar(1);
        for (int i = 1; i <= COUNT; i++) {
            startServer(i);
            startElement(i);
        }
        user = system.startUser(Map.of(
                "rserpool.pu.pools.web.listen",
                system.serviceAddress() + ":" + PORT,
                "rserpool.pu.pools.web.failover",
                "http"));
    }

    @AfterAll
    void stop() throws IOException {
        system.close();
        Files.deleteIfExists(content.resolve("file"));
    }

    @BeforeEach
    void awaitWhole() {
        for (int i = 1; i <= COUNT; i++) {
            if (!servers[i].isAlive()) {
                startServer(i);
            }
            if (!elements[i].isAlive()) {
                startElement(i);
            }
        }
        await().ignoreExceptions().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(system.registered(1)).isEqualTo(COUNT);
            assertThat(system.management(system.userAddress()).ready()).isTrue();
        });
    }

    private void startServer(int number) {
        servers[number] = system.start(
                "server-" + number,
                List.of(
                        "python3",
                        "-m",
                        "http.server",
                        Integer.toString(PORT),
                        "--bind",
                        system.serverAddress(number),
                        "--directory",
                        content.toString()),
                Map.of());
    }

    private void startElement(int number) {
        elements[number] = system.startElement(
                number, Map.of("rserpool.pe.pools.web.server", system.serverAddress(number) + ":" + PORT));
    }

    private LocalProcess startClient() {
        return system.start(
                "client-" + ++clients,
                List.of("python3", "-c", CLIENT, "http://" + system.serviceAddress() + ":" + PORT + "/file"),
                Map.of());
    }

    /** The element that serves the only session, once that is well under way. */
    private int serving() {
        return await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            var session = system.management(system.userAddress())
                                    .json("/sessions")
                                    .path("sessions")
                                    .path(0);
                            return session.path("bytesFromServer").asLong() < FILE_SIZE / 8
                                    ? 0
                                    : system.elementNumber(
                                            session.path("element").asText());
                        },
                        number -> number > 0);
    }

    private long sessions(String query) throws IOException {
        return system.management(system.userAddress())
                .json("/sessions?" + query)
                .path("matching")
                .asLong();
    }

    /** Both sidecars call it by the same name, and it is said to be protected. */
    @Test
    void aSessionIsSeenByItsIdOnBothSides() throws Exception {
        var client = startClient();
        var number = serving();
        var session = system.management(system.userAddress())
                .json("/sessions")
                .path("sessions")
                .path(0);
        var id = session.path("session").asText();
        assertThat(session.path("protected").asBoolean()).isTrue();
        assertThat(sessions("session=" + id + "&unprotected=none&pool=web")).isEqualTo(1);
        assertThat(sessions("unprotected=any")).isZero();
        assertThat(sessions("session=" + id + "0")).isZero();
        assertThat(system.management(system.elementAddress(number))
                        .json("/sessions")
                        .path("sessions")
                        .path(0)
                        .path("session")
                        .asText())
                .isEqualTo(id);
        servers[number].kill();
        assertWhole(client);
        // Lines of one kind come once in 10 s: those of this session may be left out, its id is not.
        assertThat(elements[number].output()).containsPattern("session [0-9a-f]{8}-\\d+ of client ");
        assertThat(user.output()).containsPattern("failover: session=[0-9a-f]{8}-\\d+ pool=web");
        assertThat(system.management(system.userAddress())
                        .json("/sessions")
                        .path("failovers")
                        .findValuesAsText("session"))
                .contains(id);
        startServer(number);
    }

    /** A tunnel is passed on, and said not to survive. */
    @Test
    void whatIsNotProtectedSaysWhy() throws Exception {
        try (var tunnel = new Socket(system.serviceAddress(), PORT)) {
            tunnel.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3});
            await().untilAsserted(() -> assertThat(sessions("unprotected=tls")).isEqualTo(1));
            var management = system.management(system.userAddress());
            assertThat(management.text("/q/metrics"))
                    .contains("rserpool_pu_sessions_unprotected{pool=\"web\",reason=\"tls\"} 1.0");
            assertThat(management
                            .json("/pools")
                            .path(0)
                            .path("unprotected")
                            .path("tls")
                            .asInt())
                    .isEqualTo(1);
        }
        await().untilAsserted(() -> assertThat(sessions("pool=web")).isZero());
    }

    private void assertWhole(LocalProcess client) throws Exception {
        assertThat(client.awaitExit(60)).as(client.output()).isZero();
        assertThat(client.output()).contains(checksum);
        assertThat(system.management(system.userAddress())
                        .json("/sessions")
                        .path("failovers")
                        .size())
                .isPositive();
    }

    @Test
    void theServerIsKilled() throws Exception {
        var client = startClient();
        var number = serving();
        servers[number].kill();
        assertWhole(client);
        startServer(number);
    }

    @Test
    void theSidecarOfTheServerIsKilled() throws Exception {
        var client = startClient();
        var number = serving();
        elements[number].kill();
        assertWhole(client);
        startElement(number);
    }
}
