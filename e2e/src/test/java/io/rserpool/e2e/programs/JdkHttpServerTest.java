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

/** The JDK's web server: HTTP/1.1 without ETag, so that a download goes on by asking again, within a connection that lives on. */
@Tag("programs")
class JdkHttpServerTest {
    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("jdk", 8080, JdkHttpServerTest::start).in("http");

    private static Path file;

    private static LocalProcess start(Program.Place place) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var files = place.work().resolveSibling("files").toString();
        return place.system()
                .start(
                        place.name(),
                        List.of(
                                java,
                                "-m",
                                "jdk.httpserver",
                                "-b",
                                place.address(),
                                "-p",
                                "" + place.port(),
                                "-d",
                                files),
                        Map.of());
    }

    @BeforeAll
    static void write() throws Exception {
        file = Downloads.write(POOL.directory().resolve("files/file"), Downloads.SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void curlGetsTwoFilesOverOneConnection(Victim victim) throws Exception {
        var first = POOL.directory().resolve("first-" + victim);
        var second = POOL.directory().resolve("second-" + victim);
        var client = POOL.client(List.of(
                "curl",
                "-sS",
                "--fail",
                "-w",
                "%{num_connects}",
                "--limit-rate",
                Downloads.RATE,
                "-o",
                first.toString(),
                POOL.url("http", "/file"),
                "-o",
                second.toString(),
                POOL.url("http", "/file")));
        POOL.killServing(victim, Downloads.SIZE + Downloads.DEATH);
        assertThat(client.awaitExit(60)).as(client.output()).isZero();
        assertThat(client.output()).as("connections of each download").isEqualTo("10");
        assertThat(first).hasSameBinaryContentAs(file);
        assertThat(second).hasSameBinaryContentAs(file);
    }
}
