package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.program.settings.ConfigProblem;
import io.rserpool.program.settings.ConfigReader;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.KeyDocument;
import io.rserpool.protocol.PoolHandle;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeSettingsTest {
    private static ConfigReader.Reading read(Map<String, String> settings) {
        return new ConfigReader(List.of(), List.of(new PropertiesConfigSource(settings, "test", 500)))
                .read(PeKeys.TABLE);
    }

    private static ConfigValues values(Map<String, String> settings) {
        return read(settings).values();
    }

    private static List<String> problems(Map<String, String> settings) {
        return read(settings).problems().stream().map(ConfigProblem::line).toList();
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
        "cookie-key-file, /etc/no-such-keys, 16 to 1024 bytes",
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
    void whatIsNotSetIsTheDefault() {
        var pool = PeSettings.pools(values(Map.of("rserpool.pe.pools.files.drain-timeout", "PT10S")))
                .getFirst();
        assertThat(pool.name()).isEqualTo("files");
        assertThat(pool.handle()).isEqualTo(PoolHandle.of("files"));
        assertThat(pool.server().getPort()).isEqualTo(8080);
        assertThat(pool.policy()).isEqualTo(PolicyName.ROUND_ROBIN);
        assertThat(pool.health())
                .isEqualTo(new HealthChecker.Settings(
                        HealthType.TCP, "/", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, true));
        assertThat(pool.returnAfter()).as("30 s after the drain-timeout").hasSeconds(40);
    }

    @Test
    void registrarsAreThoseGivenOrThoseAnnounced() {
        assertThat(PeSettings.registrars(values(Map.of())))
                .extracting(RegistrarAddress::toString)
                .containsExactly("rserpool-registrars:3863");
        assertThat(PeSettings.registrars(values(Map.of("rserpool.registrars", "a, [::1]:99, ::2"))))
                .extracting(RegistrarAddress::toString)
                .containsExactly("a:3863", "[::1]:99", "[::2]:3863");
        assertThat(PeSettings.registrars(values(Map.of("rserpool.announce.group", "239.0.0.50:3863"))))
                .isEmpty();
        assertThat(problems(Map.of("rserpool.pe.pools.a.server", "localhost:80", "rserpool.registrars", "a,b:0")))
                .containsExactly("rserpool.registrars=b:0 is not allowed; allowed: comma-separated host[:port]");
    }

    @Test
    void aNameThatIsNoHandleNeedsOne() {
        var name = "a-name-that-is-longer-than-a-handle";
        assertThat(problems(Map.of("rserpool.pe.pools." + name + ".server", "localhost:80")))
                .singleElement()
                .asString()
                .contains(name + ".handle=", "1 to 32 bytes");
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
