package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.local.LocalProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python's web server, without ETag, and curl and wget: a download goes on at the exact byte, since it is asked again and compared. */
@Tag("programs")
class PythonHttpServerTest {
    private static final int SIZE = 16 << 20;

    @RegisterExtension
    static final PoolOfPrograms POOL =
            new PoolOfPrograms("python", 8080, PythonHttpServerTest::start).in("http").in("reconnect");

    private static Path file;

    private static LocalProcess start(Program.Place place) {
        return place.system()
                .start(
                        place.name(),
                        List.of(
                                "python3",
                                "-m",
                                "http.server",
                                Integer.toString(place.port()),
                                "--bind",
                                place.address(),
                                "--directory",
                                place.work().resolveSibling("files").toString()),
                        Map.of());
    }

    @BeforeAll
    static void write() throws Exception {
        file = SharedFile.write(POOL.directory().resolve("files/file"), SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void curlGetsTheWholeFile(Victim victim) throws Exception {
        var got = POOL.directory().resolve("got-" + victim);
        var curl = POOL.client(List.of("curl", "-sS", "--limit-rate", "6M", "-o", "" + got, POOL.url("http", "/file")));
        POOL.killServing(victim, SIZE / 4);
        assertThat(curl.awaitExit(30)).as(curl.output()).isZero();
        assertThat(got).hasSameBinaryContentAs(file);
        assertThat(POOL.failovers()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void withoutProtectionCurlSaysThatItIsCut(Victim victim) throws Exception {
        var got = POOL.directory().resolve("cut-" + victim);
        var curl =
                POOL.client(List.of("curl", "-sS", "--limit-rate", "6M", "-o", "" + got, POOL.url("reconnect", "/file")));
        POOL.killServing(victim, SIZE / 4);
        assertThat(curl.awaitExit(30)).as(curl.output()).isNotZero();
    }
}
