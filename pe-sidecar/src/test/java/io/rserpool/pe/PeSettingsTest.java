package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.program.settings.ConfigCheck;
import io.rserpool.program.settings.ConfigKey;
import io.rserpool.program.settings.ConfigProblem;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeSettingsTest {
    private static List<String> problems(Map<String, String> settings) {
        return ConfigCheck.problems(
                        PeConfig.class,
                        PeSettings::check,
                        List.of(new PropertiesConfigSource(settings, "test", 500)),
                        PeKeys.KEYS)
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

    @Test
    void everyKeyIsDocumented() throws Exception {
        var document = Files.readString(Path.of("../docs/configuration-sidecars.md"));
        assertThat(PeKeys.KEYS.keys()).extracting(ConfigKey::name).allMatch(key -> document.contains("`" + key + "`"));
    }

    @Test
    void everyTimerCanBeSetAndIsDocumentedAsInTheCode() throws Exception {
        assertThat(PeKeys.TIMERS.unsettable()).isEmpty();
        assertThat(PeKeys.SCTP.unsettable()).containsExactly("capacity.streams", "adaptationIndication");
        var document = Files.readString(Path.of("../docs/configuration-sidecars.md"));
        assertThat(Stream.of(PeKeys.TIMERS, PeKeys.SCTP).flatMap(overlay -> overlay.keys().stream()))
                .allSatisfy(key -> assertThat(document)
                        .contains("| `%s` | %s | %s |".formatted(key.name(), key.fallback(), key.meaning())));
    }
}
