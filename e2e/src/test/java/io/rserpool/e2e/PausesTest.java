package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A process that does not run for five seconds is no dead one: nobody's session is lost, protected or not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PausesTest {
    private static final long PAUSE_SECONDS = 5;
    private static final int UNPROTECTED = 8080;
    private static final int PROTECTED = 8081;
    private static final int FILE_SIZE = 24 << 20;
    private static final long RATE = 8 << 20;

    private final LocalProcess[] elements = new LocalProcess[3];
    private LocalSystem system;
    private LocalProcess registrar;
    private LocalProcess user;
    private Path file;
    private String checksum;

    @BeforeAll
    void start() throws Exception {
        var directory =
                Path.of("target/processes-test/pauses-" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, 1);
        file = directory.resolve("file");
        var content = new byte[FILE_SIZE];
        new Random(8).nextBytes(content);
        Files.write(file, content);
        checksum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        registrar = system.startRegistrar(1);
        for (int i = 1; i <= 2; i++) {
            var server = system.serverAddress(i);
            system.startFileServer("server-" + i, server, UNPROTECTED, file);
            elements[i] = system.startElement(i, Map.of("rserpool.pe.pools.files.server", server + ":" + UNPROTECTED));
        }
        user = system.startUser(Map.of(
                "rserpool.pu.pools.plain.handle",
                "files",
                "rserpool.pu.pools.plain.listen",
                system.serviceAddress() + ":" + UNPROTECTED,
                "rserpool.pu.pools.files.listen",
                system.serviceAddress() + ":" + PROTECTED,
                "rserpool.pu.pools.files.failover",
                "replay"));
        await().ignoreExceptions().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(system.registered(1)).isEqualTo(2);
            assertThat(system.management(system.userAddress()).ready()).isTrue();
        });
    }

    @AfterAll
    void stop() throws IOException {
        system.close();
        Files.deleteIfExists(file);
    }

    private static void signal(LocalProcess process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Downloads from both elements, in both modes, while it does not run. */
    private void pause(LocalProcess process) throws Exception {
        try (var plain = download(UNPROTECTED);
                var other = download(UNPROTECTED);
                var replayed = download(PROTECTED);
                var another = download(PROTECTED)) {
            for (var download : new TcpDownload[] {plain, other, replayed, another}) {
                await().pollInterval(Duration.ofMillis(10)).until(() -> download.received() >= FILE_SIZE / 8);
            }
            signal(process, "STOP");
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            signal(process, "CONT");
            for (var download : new TcpDownload[] {plain, other, replayed, another}) {
                var outcome = download.await(60);
                assertThat(outcome.error()).isEmpty();
                assertThat(outcome.bytes()).isEqualTo(FILE_SIZE);
                assertThat(outcome.sha256()).isEqualTo(checksum);
            }
            if (process != user) {
                assertThat(replayed.longestGapMillis()).isLessThan(4_000);
                assertThat(another.longestGapMillis()).isLessThan(4_000);
            }
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> system.registered(1) == 2);
    }

    private TcpDownload download(int port) throws IOException {
        return TcpDownload.start(system.serviceAddress(), port, RATE);
    }

    @Test
    void ofAPeSidecar() throws Exception {
        pause(elements[1]);
    }

    @Test
    void ofThePuSidecar() throws Exception {
        pause(user);
    }

    @Test
    void ofTheOnlyRegistrar() throws Exception {
        pause(registrar);
    }
}
