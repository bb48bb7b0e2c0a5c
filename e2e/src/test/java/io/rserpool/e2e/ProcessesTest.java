package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.transport.sctp.SctpOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
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
 * The whole system as processes: registrars, ordinary servers with their pe-sidecars, a pu-sidecar. Each
 * test leaves it whole. Logs stay in {@code target/processes-test}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessesTest {
    private static final int COUNT = 3;
    private static final int PORT = 8080;
    private static final int NOBODY_PORT = 8081;
    private static final int PLAIN_PORT = 8082;
    private static final int FILE_SIZE = 48 << 20;
    private static final long RATE = 24 << 20;

    private final LocalProcess[] registrars = new LocalProcess[COUNT + 1];
    private final LocalProcess[] servers = new LocalProcess[COUNT + 1];
    private final LocalProcess[] elements = new LocalProcess[COUNT + 1];
    private LocalSystem system;
    private LocalProcess user;
    private Path file;
    private String checksum;

    @BeforeAll
    void start() throws Exception {
        var directory = Path.of("target/processes-test/" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, COUNT);
        file = directory.resolve("file");
        var content = new byte[FILE_SIZE];
        new Random(7).nextBytes(content);
        Files.write(file, content);
        checksum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        for (int i = 1; i <= COUNT; i++) {
            registrars[i] = system.startRegistrar(i);
            startServer(i);
            startElement(i);
        }
        user = system.startUser(Map.of(
                "rserpool.pu.pools.files.listen",
                system.serviceAddress() + ":" + PORT,
                "rserpool.pu.pools.files.failover",
                "replay",
                "rserpool.pu.pools.plain.handle",
                "files",
                "rserpool.pu.pools.plain.listen",
                system.serviceAddress() + ":" + PLAIN_PORT,
                "rserpool.pu.pools.nobody.listen",
                system.serviceAddress() + ":" + NOBODY_PORT,
                "rserpool.pu.pools.nobody.failover-timeout",
                "PT1S"));
    }

    @BeforeEach
    void awaitWhole() {
        await().ignoreExceptions().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            for (int i = 1; i <= COUNT; i++) {
                assertThat(system.registered(i)).isEqualTo(COUNT);
            }
            assertThat(system.management(system.userAddress()).ready()).isTrue();
        });
    }

    @AfterAll
    void stop() throws IOException {
        system.close();
        Files.deleteIfExists(file);
    }

    private void startServer(int number) {
        servers[number] = system.startFileServer("server-" + number, system.serverAddress(number), PORT, file);
    }

    private void startElement(int number) {
        elements[number] = system.startElement(
                number, Map.of("rserpool.pe.pools.files.server", system.serverAddress(number) + ":" + PORT));
    }

    private TcpDownload download() throws IOException {
        return TcpDownload.start(system.serviceAddress(), PORT, RATE);
    }

    /** The number of the element that serves the only session. */
    private int serving() throws IOException {
        int number = system.serving();
        if (number == 0) {
            throw new IllegalStateException("nobody serves");
        }
        return number;
    }

    private int lastFailovers() throws IOException {
        return system.management(system.userAddress())
                .json("/sessions")
                .path("failovers")
                .size();
    }

    private void awaitReceived(TcpDownload download, long bytes) {
        await().pollInterval(Duration.ofMillis(10)).until(() -> download.received() >= bytes);
    }

    private void assertWhole(TcpDownload download) throws Exception {
        var outcome = download.await(30);
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.bytes()).isEqualTo(FILE_SIZE);
        assertThat(outcome.sha256()).isEqualTo(checksum);
    }

    @Test
    void aDownloadGoesOnWhileItsServersAreKilled() throws Exception {
        int before = lastFailovers();
        var killed = new ArrayList<Integer>();
        try (var download = download()) {
            for (int strike = 1; strike <= 2; strike++) {
                awaitReceived(download, (long) strike * FILE_SIZE / 3);
                int victim = serving();
                servers[victim].kill();
                killed.add(victim);
                await().ignoreExceptions().until(() -> serving() != victim);
            }
            assertWhole(download);
            assertThat(download.longestGapMillis()).isLessThan(2_000);
        }
        assertThat(lastFailovers()).isEqualTo(before + 2);
        killed.forEach(this::startServer);
    }

    @Test
    void aKilledPeSidecarIsReplacedByAnother() throws Exception {
        try (var download = download()) {
            awaitReceived(download, FILE_SIZE / 3);
            int victim = serving();
            elements[victim].kill();
            assertWhole(download);
            assertThat(download.longestGapMillis()).isLessThan(3_000);
            startElement(victim);
        }
    }

    /** Its host says that nobody has its port any more; so its client need not wait for what only silence would prove. */
    @Test
    void aKilledPeSidecarEndsUnprotectedSessionsAtOnce() throws Exception {
        int victim = 0;
        try (var download = TcpDownload.start(system.serviceAddress(), PLAIN_PORT, RATE)) {
            awaitReceived(download, FILE_SIZE / 3);
            victim = serving();
            elements[victim].kill();
            var outcome = download.await(SctpOptions.FAST.failure().deadAfter().toSeconds() / 2);
            assertThat(outcome.error()).isNotEmpty();
            assertThat(outcome.bytes()).isLessThan(FILE_SIZE);
        } finally {
            if (victim > 0) {
                startElement(victim);
            }
        }
    }

    @Test
    void aFrozenPeSidecarIsFoundByItsSilence() throws Exception {
        try (var download = download()) {
            awaitReceived(download, FILE_SIZE / 3);
            int victim = serving();
            elements[victim].signal("STOP");
            assertWhole(download);
            assertThat(download.longestGapMillis()).isLessThan(4_000);
            elements[victim].kill();
            startElement(victim);
        }
    }

    @Test
    void theRegistrarInUseMayDie() throws Exception {
        int victim = homeOfUser();
        try (var download = download()) {
            awaitReceived(download, FILE_SIZE / 3);
            registrars[victim].kill();
            // The SCTP heartbeat towards a registrar is every 3 s; it may miss one before the next finds out.
            await().atMost(Duration.ofSeconds(20)).until(() -> homeOfUser() != victim);
            assertWhole(download);
            try (var next = download()) {
                assertWhole(next);
            }
        } finally {
            registrars[victim] = system.startRegistrar(victim);
        }
    }

    /** The registrar that the log of the pu-sidecar named last. */
    private int homeOfUser() {
        var last = user.output()
                .lines()
                .filter(line -> line.endsWith("is the home"))
                .reduce((first, second) -> second)
                .orElseThrow();
        for (int i = 1; i <= COUNT; i++) {
            if (last.contains(system.registrarAddress(i) + ":")) {
                return i;
            }
        }
        throw new IllegalStateException(last);
    }

    @Test
    void slowReadersDoNotGrowMemory() throws Exception {
        int clients = 20;
        long userBefore = user.residentBytes();
        long elementBefore = elements[1].residentBytes();
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < clients; i++) {
                sockets.add(new Socket(system.serviceAddress(), PORT));
            }
            // They have been sent what the windows allow once no figure moves any more.
            var seen = new long[1];
            await().pollInterval(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        long sum = bytesFromServers();
                        boolean still = sum > 0 && sum == seen[0];
                        seen[0] = sum;
                        return still;
                    });
            assertThat(seen[0]).isLessThan((long) clients * FILE_SIZE / 4);
            assertThat(user.residentBytes() - userBefore).isLessThan(24L << 20);
            assertThat(elements[1].residentBytes() - elementBefore).isLessThan(24L << 20);
            var all = sockets.getFirst().getInputStream().readNBytes(FILE_SIZE);
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(all)))
                    .isEqualTo(checksum);
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> system.management(system.userAddress())
                        .json("/sessions")
                        .path("total")
                        .asInt()
                == 0);
    }

    private long bytesFromServers() throws IOException {
        long sum = 0;
        for (var session :
                system.management(system.userAddress()).json("/sessions").path("sessions")) {
            sum += session.path("bytesFromServer").asLong();
        }
        return sum;
    }

    @Test
    void aTakenPortIsNamedWithItsHolder() throws Exception {
        var address = system.serviceAddress() + ":" + PORT;
        var second = startUserAt(31, Map.of("rserpool.pu.pools.files.listen", address));
        assertThat(second.awaitExit(10)).isEqualTo(2);
        assertThat(second.output())
                .contains("rserpool.pu.pools.files.listen=" + address, "in use", "(pid " + user.pid() + ")");
    }

    @Test
    void withoutARegistrarConnectionsWaitAndAreReset() throws Exception {
        var lonely = startUserAt(
                32,
                Map.of(
                        "rserpool.registrars",
                        system.address(99),
                        "rserpool.pu.pools.files.listen",
                        system.address(78) + ":" + PORT,
                        "rserpool.pu.pools.files.failover-timeout",
                        "PT0.5S"));
        var management = system.management(system.address(32));
        await().ignoreExceptions().until(() -> management.text("/q/health").contains("no registrar reachable"));
        // It must not take its pod out of Services for that.
        assertThat(management.ready()).isTrue();
        try (var download = TcpDownload.start(system.address(78), PORT, RATE)) {
            var outcome = download.await(10);
            assertThat(outcome.bytes()).isZero();
            assertThat(outcome.error()).isEqualTo("Connection reset");
        }
        assertThat(lonely.output()).containsPattern("session [0-9a-f]{8}-1 of pool files lost");
        lonely.terminate();
        lonely.awaitExit(5);
    }

    private LocalProcess startUserAt(int host, Map<String, String> settings) {
        var all = new java.util.TreeMap<>(settings);
        all.putIfAbsent("rserpool.registrars", system.registrarAddress(1));
        return system.startProgram("pu-sidecar", "pu-" + host, system.address(host), all);
    }

    @Test
    void aPoolThatNobodyServesHarmsNoOther() throws Exception {
        var management = system.management(system.userAddress());
        double lost = management.metric("rserpool_pu_sessions_lost_total");
        try (var nobody = TcpDownload.start(system.serviceAddress(), NOBODY_PORT, RATE);
                var files = download()) {
            var outcome = nobody.await(10);
            assertThat(outcome.bytes()).isZero();
            assertThat(outcome.error()).isEqualTo("Connection reset");
            assertWhole(files);
        }
        assertThat(management.metric("rserpool_pu_sessions_lost_total")).isEqualTo(lost + 1);
        assertThat(user.output()).contains("pool nobody lost");
    }

    @Test
    void programsStopAtOnceWhenTold() throws Exception {
        var user = startUserAt(33, Map.of("rserpool.pu.pools.files.listen", system.address(79) + ":" + PORT));
        await().until(() -> system.management(system.address(33)).ready());
        long begun = System.nanoTime();
        user.terminate();
        assertThat(user.awaitExit(5)).isIn(List.of(0, 143));
        assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(2).toNanos());
    }
}
