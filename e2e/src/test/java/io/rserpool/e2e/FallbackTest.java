package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever is missing between a client with a pu-sidecar and its servers, each of its connections reaches one. Each test leaves the system whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FallbackTest {
    private static final int COUNT = 2;
    private static final int PORT = 8080;
    private static final int NOBODY_PORT = 8081;
    private static final int REPLAY_PORT = 8082;
    private static final String SERVICE = "service";

    /** The feature's bound is one second; a busy machine gets three. */
    private static final Duration BOUND = Duration.ofSeconds(3);

    private static final Duration LONG = Duration.ofSeconds(60);

    private final LocalProcess[] registrars = new LocalProcess[COUNT + 1];
    private final LocalProcess[] elements = new LocalProcess[COUNT + 1];
    private final NamedServer[] servers = new NamedServer[COUNT + 1];
    private LocalSystem system;
    private NamedServer service;

    @BeforeAll
    void start() throws Exception {
        var directory =
                Path.of("target/processes-test/fallback-" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, COUNT);
        service = new NamedServer(SERVICE, system.address(50), PORT);
        for (int i = 1; i <= COUNT; i++) {
            servers[i] = new NamedServer("element " + i, system.serverAddress(i), PORT);
            registrars[i] = system.startRegistrar(i);
            startElement(i);
        }
        system.startUser(userSettings(system.serviceAddress()));
    }

    private void startElement(int number) {
        elements[number] = system.startElement(
                number, Map.of("rserpool.pe.pools.files.server", system.serverAddress(number) + ":" + PORT));
    }

    private Map<String, String> userSettings(String listen) {
        var fallback = system.address(50) + ":" + PORT;
        return Map.of(
                "rserpool.pu.pools.files.listen",
                listen + ":" + PORT,
                "rserpool.pu.pools.files.fallback",
                fallback,
                "rserpool.pu.pools.replay.handle",
                "files",
                "rserpool.pu.pools.replay.failover",
                "replay",
                "rserpool.pu.pools.replay.listen",
                listen + ":" + REPLAY_PORT,
                "rserpool.pu.pools.replay.fallback",
                fallback,
                "rserpool.pu.pools.nobody.listen",
                listen + ":" + NOBODY_PORT,
                "rserpool.pu.pools.nobody.fallback",
                fallback);
    }

    @BeforeEach
    void awaitWhole() {
        await().ignoreExceptions().atMost(LONG).untilAsserted(() -> {
            for (int i = 1; i <= COUNT; i++) {
                assertThat(system.registered(i)).isEqualTo(COUNT);
            }
        });
        awaitElements();
    }

    @AfterAll
    void stop() throws IOException {
        system.close();
        service.close();
        for (int i = 1; i <= COUNT; i++) {
            servers[i].close();
        }
    }

    private Asker.Answer ask(int port) {
        return Asker.ask(new InetSocketAddress(system.serviceAddress(), port));
    }

    private void awaitElements() {
        for (int port : new int[] {PORT, REPLAY_PORT}) {
            await().atMost(LONG).until(() -> ask(port).from().startsWith("element"));
        }
    }

    /** What the pu-sidecar's page says of a pool. */
    private JsonNode pool(String user, String name) throws IOException {
        for (var pool : system.management(user).json("/pools")) {
            if (pool.path("name").asText().equals(name)) {
                return pool;
            }
        }
        throw new IllegalStateException("no pool " + name);
    }

    private double metric(String name) throws IOException {
        return system.management(system.userAddress()).metric(name);
    }

    private void awaitMore(Asker asker, int answers, String from) {
        long before = count(asker, from);
        await().atMost(LONG).until(() -> count(asker, from) >= before + answers);
    }

    private static long count(Asker asker, String from) {
        return asker.answers().stream()
                .filter(answer -> answer.from().startsWith(from))
                .count();
    }

    private static void assertNobodyWaited(Asker asker) {
        assertNobodyWaited(asker, 0);
    }

    /** @param killed elements that were killed: without replay, a connection is reset whose request was with one just then */
    private static void assertNobodyWaited(Asker asker, int killed) {
        asker.stop();
        await().atMost(LONG).until(asker::isIdle);
        assertThat(asker.answers())
                .isNotEmpty()
                .allMatch(answer -> answer.took().compareTo(BOUND) < 0);
        assertThat(asker.answers().stream().filter(answer -> !answer.good())).hasSizeLessThanOrEqualTo(killed);
    }

    @Test
    void aPoolThatNobodyKnows() throws Exception {
        try (var asker = new Asker(system.serviceAddress(), NOBODY_PORT)) {
            awaitMore(asker, 20, SERVICE);
            assertNobodyWaited(asker);
        }
        var page = pool(system.userAddress(), "nobody");
        assertThat(page.path("via").asText()).isEqualTo("service");
        assertThat(page.path("reason").asText()).contains("unknown pool handle");
        assertThat(page.path("fallbacks").asInt()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void allPeSidecarsAreKilledAndComeBack() throws Exception {
        double fallbacks = metric("rserpool_pu_fallbacks_total");
        try (var asker = new Asker(system.serviceAddress(), PORT)) {
            awaitMore(asker, 5, "element");
            for (int i = 1; i <= COUNT; i++) {
                elements[i].kill();
            }
            awaitMore(asker, 30, SERVICE);
            assertThat(pool(system.userAddress(), "files").path("via").asText()).isEqualTo("service");
            assertThat(pool(system.userAddress(), "files").path("reason").asText())
                    .isNotEmpty();
            for (int i = 1; i <= COUNT; i++) {
                startElement(i);
            }
            awaitMore(asker, 20, "element");
            assertNobodyWaited(asker, COUNT);
        }
        assertThat(pool(system.userAddress(), "files").path("via").asText()).isEqualTo("elements");
        assertThat(metric("rserpool_pu_fallbacks_total")).isGreaterThan(fallbacks);
    }

    /** Its only client has one long connection, and makes no other that would find them. */
    @Test
    void elementsThatAreBackAreFoundWithoutAnotherConnection() throws Exception {
        for (int i = 1; i <= COUNT; i++) {
            elements[i].kill();
        }
        await().atMost(LONG).until(() -> ask(PORT).from().startsWith(SERVICE));
        try (var lonely = connected()) {
            for (int i = 1; i <= COUNT; i++) {
                startElement(i);
            }
            await().ignoreExceptions().atMost(LONG).untilAsserted(() -> assertThat(
                            pool(system.userAddress(), "files").path("via").asText())
                    .isEqualTo("elements"));
            assertThat(lonely.isClosed()).isFalse();
        }
    }

    /** As the kubelet starts containers again, at the same addresses: connections that begin meanwhile wait for nobody. */
    @Test
    void peSidecarsThatStartAgainAtOnce() throws Exception {
        for (int port : new int[] {PORT, REPLAY_PORT}) {
            try (var asker = new Asker(system.serviceAddress(), port)) {
                awaitMore(asker, 5, "element");
                for (int i = 1; i <= COUNT; i++) {
                    elements[i].kill();
                    startElement(i);
                }
                awaitMore(asker, 20, "element");
                assertNobodyWaited(asker, port == PORT ? COUNT : 0);
            }
        }
    }

    /** They are registered and say nothing, as when a network policy stops SCTP. */
    @Test
    void elementsThatDoNotAnswer() throws Exception {
        try (var asker = new Asker(system.serviceAddress(), PORT)) {
            awaitMore(asker, 5, "element");
            for (int i = 1; i <= COUNT; i++) {
                elements[i].signal("STOP");
            }
            try {
                awaitMore(asker, 30, SERVICE);
            } finally {
                for (int i = 1; i <= COUNT; i++) {
                    elements[i].signal("CONT");
                }
            }
            awaitMore(asker, 20, "element");
            // Those that the elements had accepted when they were stopped have waited for them.
            asker.stop();
            await().atMost(LONG).until(asker::isIdle);
            assertThat(asker.answers().stream()
                            .filter(answer -> answer.from().startsWith(SERVICE))
                            .map(Asker.Answer::took))
                    .allMatch(took -> took.compareTo(BOUND) < 0);
        }
    }

    @Test
    void oneElementOfTwoIsKilled() throws Exception {
        try (var asker = new Asker(system.serviceAddress(), PORT)) {
            awaitMore(asker, 5, "element");
            elements[1].kill();
            awaitMore(asker, 30, "element 2");
            assertThat(count(asker, SERVICE)).isZero();
            startElement(1);
            awaitMore(asker, 5, "element 1");
            assertNobodyWaited(asker, 1);
        }
    }

    /** Part of it is on its way to the element already when the Service gets it: once, and in order. */
    @Test
    void whatWasSaidToASilentElementReachesTheService() throws Exception {
        int lines = 50_000;
        for (int i = 1; i <= COUNT; i++) {
            elements[i].signal("STOP");
        }
        try (var socket = new Socket(system.serviceAddress(), REPLAY_PORT)) {
            socket.setSoTimeout(Math.toIntExact(LONG.toMillis()));
            Thread.ofVirtual().start(() -> {
                var text = IntStream.range(0, lines)
                        .mapToObj(i -> "line " + i + "\n")
                        .collect(Collectors.joining());
                try {
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 0; i < lines; i++) {
                assertThat(in.readLine()).isEqualTo(SERVICE + ": line " + i);
            }
            assertThat(in.readLine()).isNull();
        } finally {
            for (int i = 1; i <= COUNT; i++) {
                elements[i].signal("CONT");
            }
        }
    }

    /** Others go on: a silent element does not send clients to the Service, where nothing protects them. */
    @Test
    void oneElementOfTwoIsSilent() throws Exception {
        try (var asker = new Asker(system.serviceAddress(), PORT)) {
            awaitMore(asker, 5, "element");
            elements[1].signal("STOP");
            try {
                awaitMore(asker, 50, "element 2");
                assertThat(count(asker, SERVICE)).isZero();
            } finally {
                elements[1].signal("CONT");
            }
            awaitMore(asker, 5, "element 1");
        }
    }

    @Test
    void allRegistrarsAreKilled() throws Exception {
        var stranger = system.address(31);
        try (var asker = new Asker(system.serviceAddress(), PORT)) {
            awaitMore(asker, 5, "element");
            for (int i = 1; i <= COUNT; i++) {
                registrars[i].kill();
            }
            // One that has never seen a registrar knows no element.
            var settings = new TreeMap<>(userSettings(system.address(78)));
            settings.put(
                    "rserpool.registrars",
                    system.registrarAddress(1) + ":3863," + system.registrarAddress(2) + ":3863");
            var second = system.startProgram("pu-sidecar", "pu-31", stranger, settings);
            await().atMost(LONG).until(() -> system.management(stranger).ready());
            try (var other = new Asker(system.address(78), PORT)) {
                awaitMore(other, 50, SERVICE);
                assertThat(pool(stranger, "files").path("via").asText()).isEqualTo("service");
                assertThat(count(asker, SERVICE))
                        .as("this one knows its elements")
                        .isZero();
                // The new ones know no pool at first, and say so.
                for (int i = 1; i <= COUNT; i++) {
                    registrars[i] = system.startRegistrar(i);
                }
                awaitMore(other, 20, "element");
                assertNobodyWaited(other);
            }
            awaitMore(asker, 20, "element");
            assertNobodyWaited(asker);
            second.terminate();
            second.awaitExit(5);
        }
    }

    /** A session is lost if its client is still there to miss it. */
    @Test
    void clientsThatHaveClosedLoseNothing() throws Exception {
        double lost = metric("rserpool_pu_sessions_lost_total");
        try (var waiting = connected();
                var closed = connected();
                var reset = connected()) {
            closed.close();
            reset.setSoLinger(true, 0);
            reset.close();
            for (int i = 1; i <= COUNT; i++) {
                elements[i].kill();
            }
            waiting.setSoTimeout(Math.toIntExact(LONG.toMillis()));
            assertThat(isReset(waiting)).isTrue();
            await().atMost(LONG)
                    .until(() ->
                            pool(system.userAddress(), "files").path("sessions").asInt() == 0);
            assertThat(metric("rserpool_pu_sessions_lost_total")).isEqualTo(lost + 1);
        } finally {
            for (int i = 1; i <= COUNT; i++) {
                startElement(i);
            }
        }
    }

    private static boolean isReset(Socket socket) {
        try {
            socket.getInputStream().read();
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** A client whose server has answered, and does not end when it does. */
    private Socket connected() throws IOException {
        var socket = new Socket(system.serviceAddress(), PORT);
        socket.getOutputStream().write((NamedServer.STAY + "\n").getBytes(StandardCharsets.UTF_8));
        for (int next = socket.getInputStream().read();
                next != '\n';
                next = socket.getInputStream().read()) {
            assertThat(next).isNotNegative();
        }
        return socket;
    }
}
