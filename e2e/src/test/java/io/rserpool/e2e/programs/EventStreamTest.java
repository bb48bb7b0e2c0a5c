package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server of events and curl: a stream goes on after the last event that the client has. */
@Tag("programs")
class EventStreamTest {
    /** Bytes of a stream before the death of who sends it; it has some five times as many. */
    private static final int DEATH = 4000;

    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("events", 8080, new PythonScript("events.py"))
            .in("http")
            .in("reconnect");

    private static List<String> curl(String url, Path to) {
        return List.of("curl", "-sSN", "--fail", "-o", to.toString(), url);
    }

    /** What a client gets whom nothing disturbs, without sidecars. */
    private static Path undisturbed(String path) throws Exception {
        var got = POOL.directory().resolve("undisturbed" + path.replace('/', '-'));
        var url = "http://" + POOL.serverAddress(1) + ':' + POOL.port() + path + "?pause=0";
        var curl = POOL.client(curl(url, got));
        assertThat(curl.awaitExit(30)).as(curl.output()).isZero();
        return got;
    }

    /** The number of the server that goes on. */
    private static int assertGoesOn(Victim victim, String path) throws Exception {
        var expected = undisturbed(path);
        var got = POOL.directory().resolve("got" + path.replace('/', '-') + '-' + victim);
        var curl = POOL.client(curl(POOL.url("http", path), got));
        int dead = POOL.killServing(victim, DEATH);
        assertThat(curl.awaitExit(30)).as(curl.output()).isZero();
        assertThat(got).hasSameTextualContentAs(expected);
        return PoolOfPrograms.COUNT + 1 - dead;
    }

    @ParameterizedTest
    @EnumSource
    void aStreamWithIdsGoesOnAfterTheLastOne(Victim victim) throws Exception {
        int other = assertGoesOn(victim, "/ids");
        assertThat(POOL.server(other).output()).containsPattern("from after [1-9]");
    }

    @ParameterizedTest
    @EnumSource
    void aStreamWithoutIdsIsComparedAndSkipped(Victim victim) throws Exception {
        assertGoesOn(victim, "/plain");
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatDiffersIsSeenToBeCut(Victim victim) throws Exception {
        assertCut(victim, "http", "/own");
    }

    @ParameterizedTest
    @EnumSource
    void withoutProtectionAStreamIsSeenToBeCut(Victim victim) throws Exception {
        assertCut(victim, "reconnect", "/ids");
    }

    private static void assertCut(Victim victim, String mode, String path) throws Exception {
        var got = POOL.directory().resolve("cut" + path.replace('/', '-') + '-' + victim);
        var curl = POOL.client(curl(POOL.url(mode, path), got));
        POOL.killServing(victim, DEATH);
        assertThat(curl.awaitExit(30)).as(curl.output()).isNotZero();
        var processes = Files.readString(got)
                .lines()
                .filter(line -> line.contains("process"))
                .map(line -> line.replaceAll(".*process", ""));
        assertThat(processes.distinct().count())
                .as("servers whose words the client got")
                .isLessThan(2);
    }
}
