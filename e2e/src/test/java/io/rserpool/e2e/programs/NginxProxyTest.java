package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.load.Nginx;
import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * nginx that only hands on what an origin of its own says (Python's web server, which has no ETags). It may die, or its origin: then it ends the
 * response early, but its connection in order.
 */
@Tag("programs")
class NginxProxyTest {
    @RegisterExtension
    static final PoolOfPrograms POOL =
            new PoolOfPrograms("proxy", 8080, NginxProxyTest::start).in("http").in("reconnect");

    private static final LocalProcess[] ORIGINS = new LocalProcess[PoolOfPrograms.COUNT + 1];

    private static Path file;

    /** Without buffers it reads no more of its origin than its client takes. */
    private static LocalProcess start(Program.Place place) {
        return Nginx.start(
                place.system(), place.name(), place.address(), place.port(), place.work(), place.work(), """
                location / {
                  proxy_pass http://%s:%d;
                  proxy_buffering off;
                }
                """.formatted(
                                origin(place.number()), place.port()));
    }

    private static String origin(int number) {
        return POOL.system().address(60 + number);
    }

    @BeforeAll
    static void write() throws Exception {
        file = Downloads.write(POOL.directory().resolve("files/file"), Downloads.SIZE);
    }

    /** Until its origin listens, nginx has an answer of its own. */
    @BeforeEach
    void startOrigins() {
        for (int number = 1; number <= PoolOfPrograms.COUNT; number++) {
            if (ORIGINS[number] == null || !ORIGINS[number].isAlive()) {
                ORIGINS[number] = PythonHttpServerTest.start(
                        POOL.system(), "origin-" + number, origin(number), POOL.port(), file.getParent() + "");
            }
            var address = origin(number);
            await().atMost(Duration.ofSeconds(60)).until(() -> listens(address));
        }
    }

    private static boolean listens(String address) {
        try (var socket = new Socket(address, POOL.port())) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void curlGetsAllOfIt(Victim victim) throws Exception {
        var got = POOL.directory().resolve("curl-" + victim);
        Downloads.assertSurvives(POOL, victim, Downloads.curl(POOL.url("http", "/file"), got), got, file);
    }

    @Test
    void curlGetsAllOfItThoughOnlyTheOriginDies() throws Exception {
        var got = POOL.directory().resolve("curl-origin");
        var curl = POOL.client(Downloads.curl(POOL.url("http", "/file"), got));
        killOrigin();
        assertThat(curl.awaitExit(60)).as(curl.output()).isZero();
        assertThat(got).hasSameBinaryContentAs(file);
    }

    @Test
    void withoutProtectionCurlSaysThatItIsCutThoughOnlyTheOriginDies() throws Exception {
        var got = POOL.directory().resolve("cut-origin");
        var curl = POOL.client(Downloads.curl(POOL.url("reconnect", "/file"), got));
        killOrigin();
        assertThat(curl.awaitExit(60)).as(curl.output()).isNotZero();
        Downloads.assertIsBeginning(got, file);
    }

    private static void killOrigin() throws Exception {
        var origin = ORIGINS[POOL.serving(Downloads.DEATH)];
        origin.kill();
        origin.awaitExit(10);
    }

    @ParameterizedTest
    @EnumSource
    void withoutProtectionCurlSaysThatItIsCut(Victim victim) throws Exception {
        var got = POOL.directory().resolve("cut-" + victim);
        Downloads.assertSeenCut(POOL, victim, Downloads.curl(POOL.url("reconnect", "/file"), got), got, file);
    }
}
