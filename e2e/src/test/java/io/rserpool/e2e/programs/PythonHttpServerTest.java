package io.rserpool.e2e.programs;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python's web server: HTTP/1.0 without ETag, so that a download goes on by asking again, comparing and skipping. */
@Tag("programs")
class PythonHttpServerTest {
    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("python", 8080, PythonHttpServerTest::start)
            .in("http")
            .in("reconnect");

    private static Path file;

    private static LocalProcess start(Program.Place place) {
        var files = place.work().resolveSibling("files").toString();
        return start(place.system(), place.name(), place.address(), place.port(), files);
    }

    /** Starts it, serving the files of a folder. */
    static LocalProcess start(LocalSystem system, String name, String address, int port, String files) {
        return system.start(
                name,
                List.of("python3", "-m", "http.server", "" + port, "--bind", address, "--directory", files),
                Map.of());
    }

    @BeforeAll
    static void write() throws Exception {
        file = Downloads.write(POOL.directory().resolve("files/file"), Downloads.SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void curlGetsAllOfIt(Victim victim) throws Exception {
        var got = POOL.directory().resolve("curl-" + victim);
        Downloads.assertSurvives(POOL, victim, Downloads.curl(POOL.url("http", "/file"), got), got, file);
    }

    @ParameterizedTest
    @EnumSource
    void wgetGetsAllOfIt(Victim victim) throws Exception {
        var got = POOL.directory().resolve("wget-" + victim);
        Downloads.assertSurvives(POOL, victim, Downloads.wget(POOL.url("http", "/file"), got), got, file);
    }

    @ParameterizedTest
    @EnumSource
    void withoutProtectionCurlSaysThatItIsCut(Victim victim) throws Exception {
        var got = POOL.directory().resolve("cut-" + victim);
        Downloads.assertSeenCut(POOL, victim, Downloads.curl(POOL.url("reconnect", "/file"), got), got, file);
    }

    @ParameterizedTest
    @EnumSource
    void withoutProtectionWgetSaysThatItIsCut(Victim victim) throws Exception {
        var got = POOL.directory().resolve("wget-cut-" + victim);
        Downloads.assertSeenCut(POOL, victim, Downloads.wget(POOL.url("reconnect", "/file"), got), got, file);
    }
}
