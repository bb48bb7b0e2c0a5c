package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalAuthority;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole system as processes, secured, and strangers beside it. Logs stay in {@code target/secured-test}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredTest {
    private static final int COUNT = 2;
    private static final int STRANGER = 8;
    private static final int OTHER_POOL = 7;
    private static final int PORT = 8080;
    private static final int FILE_SIZE = 24 << 20;
    private static final long RATE = 12 << 20;
    private static final Duration SOON = Duration.ofSeconds(90);

    private final LocalProcess[] servers = new LocalProcess[COUNT + 1];
    private LocalSystem system;
    private LocalAuthority authority;
    private String checksum;

    @BeforeAll
    void start() throws Exception {
        var directory = Path.of("target/secured-test/" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, COUNT);
        authority = system.secure();
        var content = new byte[FILE_SIZE];
        new Random(7).nextBytes(content);
        Files.write(directory.resolve("file"), content);
        checksum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        for (int i = 1; i <= COUNT; i++) {
            system.startRegistrar(i);
            startServer(i);
            system.startElement(i, pool(i));
        }
        system.startUser(Map.of(
                "rserpool.pu.pools.files.listen",
                system.serviceAddress() + ":" + PORT,
                "rserpool.pu.pools.files.failover",
                "replay"));
    }

    @BeforeEach
    void awaitWhole() {
        await().ignoreExceptions().atMost(SOON).untilAsserted(() -> {
            for (int i = 1; i <= COUNT; i++) {
                assertThat(system.registered(i)).isEqualTo(COUNT);
            }
            assertThat(system.management(system.userAddress()).ready()).isTrue();
        });
    }

    @AfterAll
    void stop() {
        system.close();
    }

    private void startServer(int number) {
        servers[number] = system.startFileServer(
                "server-" + number,
                system.serverAddress(number),
                PORT,
                system.directory().resolve("file"));
    }

    private Map<String, String> pool(int number) {
        return Map.of("rserpool.pe.pools.files.server", system.serverAddress(number) + ":" + PORT);
    }

    private double refusals(String address, String reason) throws IOException {
        return system.management(address).metric("rserpool_dtls_refusals_total", "reason=\"" + reason + '"');
    }

    private void assertWhole(TcpDownload download) throws Exception {
        var outcome = download.await(SOON.toSeconds());
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.sha256()).isEqualTo(checksum);
    }

    @Test
    void aSessionSurvivesItsServer() throws Exception {
        try (var download = TcpDownload.start(system.serviceAddress(), PORT, RATE)) {
            await().atMost(SOON).until(() -> download.received() > FILE_SIZE / 4);
            int number = system.serving();
            servers[number].kill();
            assertWhole(download);
            startServer(number);
        }
    }

    /** Plain SCTP, as RSPLIB speaks it: nobody hears it. */
    @Test
    void aStrangersElementIsNotRegistered() throws Exception {
        var settings = new TreeMap<>(pool(1));
        settings.put("rserpool.security.mode", "off");
        var stranger = system.startElement(STRANGER, settings);
        await().ignoreExceptions()
                .atMost(SOON)
                .until(() -> refusals(system.registrarAddress(1), "plain") > 0
                        || refusals(system.registrarAddress(2), "plain") > 0);
        assertThat(system.registered(1)).isEqualTo(COUNT);
        stranger.kill();
    }

    /** Its certificate is good, but for another pool. */
    @Test
    void anElementOfAnotherPoolIsRefused() throws Exception {
        var settings = new TreeMap<>(pool(1));
        settings.putAll(authority.credentials(
                "other",
                "rserpool://" + LocalAuthority.SCOPE + "/pool-element?serve=other",
                system.elementAddress(OTHER_POOL)));
        var other = system.startElement(OTHER_POOL, settings);
        await().atMost(SOON).until(() -> denied(1) + denied(2) > 0);
        assertThat(system.registered(1)).isEqualTo(COUNT);
        other.kill();
    }

    private double denied(int registrar) {
        try {
            return system.management(system.registrarAddress(registrar))
                    .metric("rserpool_registrar_refusals_total", "cause=\"0xa\"");
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void newCredentialsAreUsedWhileSessionsGoOn() throws Exception {
        try (var download = TcpDownload.start(system.serviceAddress(), PORT, RATE)) {
            await().atMost(SOON).until(() -> download.received() > FILE_SIZE / 8);
            authority.credentials("pu", "rserpool://" + LocalAuthority.SCOPE + "/pool-user?use=*");
            await().atMost(SOON).until(() -> Files.readString(system.directory().resolve("pu.log"))
                    .contains("new credentials"));
            assertWhole(download);
        }
    }

    @Test
    void floodsOfFirstMessagesKeepNobodyOut() throws Exception {
        var registrar = new InetSocketAddress(InetAddress.ofLiteral(system.registrarAddress(1)), 9899);
        var random = new Random(1);
        try (var stranger = new DatagramSocket(0, InetAddress.ofLiteral(system.address(200)))) {
            for (int i = 0; i < 20_000; i++) {
                var bytes = new byte[random.nextInt(1, 300)];
                random.nextBytes(bytes);
                stranger.send(new DatagramPacket(bytes, bytes.length, registrar));
            }
        }
        aSessionSurvivesItsServer();
        await().ignoreExceptions().atMost(SOON).until(() -> system.registered(1) == COUNT);
    }
}
