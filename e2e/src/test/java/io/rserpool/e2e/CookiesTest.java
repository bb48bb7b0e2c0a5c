package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The server of {@code examples/sums.py}, which draws a ticket for each session and adds up, in mode {@code cookie}: whoever dies, a client sees one
 * ticket and every sum once. Logs stay in {@code target/cookie-test}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CookiesTest {
    private static final int COUNT = 2;
    private static final int PORT = 8080;
    private static final int LINES = 1_500;

    /** Says more than it has been answered, and says so itself if an answer is not the one it should be. */
    private static final String CLIENT = """
            import socket, sys, threading, time
            address, port, lines = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
            peer = socket.create_connection((address, port))
            answers = peer.makefile("rb")
            def say():
                for number in range(1, lines + 1):
                    peer.sendall(b"%d\\n" % number)
                    time.sleep(0.001)
                peer.shutdown(socket.SHUT_WR)
            threading.Thread(target=say).start()
            ticket = None
            for number in range(1, lines + 1):
                got = answers.readline().decode().split()
                ticket = ticket or got[0]
                if got != [ticket, str(number * (number + 1) // 2)]:
                    sys.exit(f"line {number}: {got}, and the ticket was {ticket}")
            rest = answers.read()
            print("complete" if not rest else f"too much: {rest}")
            """;

    private final LocalProcess[] servers = new LocalProcess[COUNT + 1];
    private final LocalProcess[] elements = new LocalProcess[COUNT + 1];
    private LocalSystem system;
    private Path keys;
    private int clients;

    @BeforeAll
    void start() throws Exception {
        var directory = Path.of("target/cookie-test/" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, 1);
        keys = Files.writeString(directory.resolve("keys"), "0123456789abcdef0123456789abcdef\n");
        system.startRegistrar(1);
        for (int i = 1; i <= COUNT; i++) {
            startServer(i);
            startElement(i);
        }
        system.startUser(Map.of(
                "rserpool.pu.pools.sums.listen",
                system.serviceAddress() + ":" + PORT,
                "rserpool.pu.pools.sums.failover",
                "cookie"));
    }

    @AfterAll
    void stop() {
        system.close();
    }

    @BeforeEach
    void awaitWhole() {
        await().ignoreExceptions().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(system.registered(1)).isEqualTo(COUNT);
            assertThat(system.management(system.userAddress()).ready()).isTrue();
        });
    }

    private String sidecar(int number) {
        return "http://" + system.elementAddress(number) + ":" + LocalSystem.MANAGEMENT_PORT;
    }

    private void startServer(int number) {
        var program = LocalSystem.project().resolve("examples/sums.py").toString();
        servers[number] = system.start(
                "server-" + number,
                List.of("python3", program, Integer.toString(PORT), system.serverAddress(number)),
                Map.of("SIDECAR", sidecar(number)));
    }

    private void startElement(int number) {
        elements[number] = system.startElement(
                number,
                Map.of(
                        "rserpool.pe.pools.sums.server",
                        system.serverAddress(number) + ":" + PORT,
                        "rserpool.pe.pools.sums.cookie-key-file",
                        keys.toString()));
    }

    private LocalProcess startClient() {
        return system.start(
                "client-" + ++clients,
                List.of(
                        "python3",
                        "-c",
                        CLIENT,
                        system.serviceAddress(),
                        Integer.toString(PORT),
                        Integer.toString(LINES)),
                Map.of());
    }

    /** The element that serves the only session, once that has been told so many bytes. */
    private int serving(long told) {
        return await().ignoreExceptions()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            var session = system.management(system.userAddress())
                                    .json("/sessions")
                                    .path("sessions")
                                    .path(0);
                            return session.path("bytesFromServer").asLong() < told
                                    ? 0
                                    : system.elementNumber(
                                            session.path("element").asText());
                        },
                        number -> number > 0);
    }

    private void assertComplete(LocalProcess client, LocalProcess... killed) throws Exception {
        assertThat(client.awaitExit(90)).as(client.output()).isZero();
        assertThat(client.output()).contains("complete");
        assertThat(Stream.of(killed)).noneMatch(LocalProcess::isAlive);
        assertThat(system.management(system.userAddress())
                        .json("/sessions")
                        .path("failovers")
                        .size())
                .isPositive();
    }

    @Test
    void theServerIsKilledAndThenTheNextOne() throws Exception {
        var client = startClient();
        int first = serving(5_000);
        servers[first].kill();
        int second = await().atMost(Duration.ofSeconds(30)).until(() -> serving(12_000), number -> number != first);
        startServer(first);
        awaitWhole();
        servers[second].kill();
        assertComplete(client, servers[second]);
        startServer(second);
    }

    @Test
    void theSidecarOfTheServerIsKilled() throws Exception {
        var client = startClient();
        int number = serving(5_000);
        elements[number].kill();
        assertComplete(client, elements[number]);
        startElement(number);
    }

    @Test
    void strangersLeaveNothing() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(sidecar(1) + "/sessions/1/cookie"))
                    .PUT(HttpRequest.BodyPublishers.ofString("state"))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
        }
    }
}
