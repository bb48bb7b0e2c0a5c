package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.program.settings.ConfigProblem;
import io.rserpool.program.settings.ConfigReader;
import io.rserpool.program.settings.KeyDocument;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeSettingsTest {
    private static List<String> problems(Map<String, String> settings) {
        return new ConfigReader(List.of(), List.of(new PropertiesConfigSource(settings, "test", 500)))
                .read(PeKeys.TABLE)
                .problems()
                .stream()
                .map(ConfigProblem::line)
                .toList();
    }

    @Test
    void thePoolsServerIsEnough() {
        assertThat(problems(Map.of("rserpool.pe.pools.files.server", "127.0.0.1:80")))
                .isEmpty();
    }

    @Test
    void keysOfOtherProgramsInASharedFileAreIgnored() {
        assertThat(problems(Map.of(
                        "rserpool.pe.pools.files.server",
                        "localhost:80",
                        "rserpool.pu.pools.x.listen",
                        "127.0.0.1:1",
                        "rserpool.registrar.peers",
                        "a")))
                .isEmpty();
    }

    @Test
    void noPoolIsAProblem() {
        assertThat(problems(Map.of())).singleElement().asString().contains("at least one pool");
    }

    @ParameterizedTest
    @CsvSource({
        "server, nowhere, host:port",
        "server, localhost:0, host:port",
        "policy, best, round-robin",
        "capacity, -1, 0 to 1000000",
        "ppid, 11, but 11",
        "ppid, 0x100000000, 0xffffffff",
        "message-size, 0, 1 to 60000",
        "identifier, 0, 0x00000001",
        "identifier, x, 0x00000001",
        "health.type, icmp, http",
        "health.path, health, begins with /",
        "health.interval, PT0S, PT0.05S",
        "health.timeout, PT2M, PT1M",
        "health.failures, 0, 1 to 100",
        "drain-timeout, PT2H, PT1H",
        "handle, a-handle-that-is-longer-than-32-bytes, 1 to 32 bytes"
    })
    void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String allowed) {
        var full = "rserpool.pe.pools.files." + key;
        assertThat(problems(Map.of(full, value))).singleElement().asString().contains(full, value, allowed);
    }

    @Test
    void theDirectPoolMustBeOne() {
        assertThat(problems(
                        Map.of("rserpool.pe.pools.files.server", "localhost:80", "rserpool.pe.direct-pool", "file")))
                .singleElement()
                .asString()
                .contains("rserpool.pe.direct-pool=file", "files");
    }

    @Test
    void aMisspeltKeyIsNamedTogetherWithOtherProblems() {
        assertThat(problems(Map.of(
                        "rserpool.pe.pools.files.sever",
                        "localhost:80",
                        "rserpool.timer-profile",
                        "slow",
                        "rserpool.adress",
                        "127.0.0.1")))
                .anyMatch(line -> line.contains("did you mean rserpool.pe.pools.files.server?"))
                .anyMatch(line -> line.contains("did you mean rserpool.address?"))
                .anyMatch(line -> line.contains("rserpool.timer-profile=slow"));
    }

    /** With {@code -Dupdate-docs=1} it writes the document instead. */
    @Test
    void theDocumentationIsWhatTheKeysSay() throws Exception {
        var file = Path.of("../docs/configuration-sidecars.md");
        var document = Files.readString(file);
        var updated = KeyDocument.update(document, PeKeys.TABLE);
        if ("1".equals(System.getProperty("update-docs"))) {
            Files.writeString(file, updated);
        } else {
            assertThat(document).isEqualTo(updated);
        }
    }

    @Test
    void everyTimerCanBeSet() {
        assertThat(PeKeys.TIMERS.unsettable()).isEmpty();
        assertThat(PeKeys.SCTP.unsettable()).containsExactly("capacity.streams", "adaptationIndication");
    }
}
