package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.program.settings.ConfigProblem;
import io.rserpool.program.settings.ConfigReader;
import io.rserpool.program.settings.KeyDocument;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PuSettingsTest {
    private static final String POOL = "rserpool.pu.pools.files.";

    private static ConfigReader.Reading read(Map<String, String> settings) {
        return new ConfigReader(List.of(), List.of(new PropertiesConfigSource(settings, "test", 500)))
                .read(PuKeys.TABLE);
    }

    private static List<String> problems(Map<String, String> settings) {
        return read(settings).problems().stream().map(ConfigProblem::line).toList();
    }

    @Test
    void whereToListenIsEnough() {
        assertThat(problems(Map.of(POOL + "listen", "127.77.0.1:80"))).isEmpty();
    }

    @Test
    void noPoolIsAProblem() {
        assertThat(problems(Map.of())).singleElement().asString().contains("at least one pool");
    }

    @Test
    void aPoolWithoutListenIsNamed() {
        assertThat(problems(Map.of(POOL + "handle", "x")))
                .singleElement()
                .asString()
                .contains(POOL + "listen");
    }

    @ParameterizedTest
    @CsvSource({
        "listen, somewhere:80, ip:port",
        "listen, 127.0.0.1, ip:port",
        "listen, 127.0.0.1:70000, ip:port",
        "failover, resend, replay",
        "server-ends, always, never",
        "failover, biscuit, replay",
        "ppid, eleven, but 11",
        "message-size, 60001, 1 to 60000",
        "end-linger, PT2H, PT1H",
        "journal-limit, 2G, 0 to 1G",
        "journal-limit, much, 0 to 1G",
        "failover-timeout, PT0S, PT0.1S",
        "max-sessions, 0, 1 to 100000"
    })
    void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String allowed) {
        var settings = new TreeMap<>(Map.of(POOL + "listen", "127.77.0.1:80"));
        settings.put(POOL + key, value);
        assertThat(problems(settings)).singleElement().asString().contains(POOL + key, value, allowed);
    }

    @Test
    void aMisspeltKeyIsAnsweredWithTheNearest() {
        assertThat(problems(Map.of(POOL + "listen", "127.77.0.1:80", POOL + "fail-over", "replay")))
                .singleElement()
                .asString()
                .contains("did you mean " + POOL + "failover?");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1000, 1000", "64K, 65536", "1m, 1048576", "1G, 1073741824"})
    void bytesMayHaveAUnit(String text, int bytes) {
        assertThat(PuKeys.bytes(text)).isEqualTo(bytes);
    }

    @Test
    void whatIsNotSetIsTheDefault() {
        var values = read(Map.of(POOL + "listen", "127.77.0.1:80", POOL + "fallback-after", "PT1S"))
                .values();
        var pool = PuSettings.pools(values).getFirst();
        assertThat(pool.name()).isEqualTo("files");
        assertThat(pool.options().mode()).isEqualTo(FailoverMode.RECONNECT);
        assertThat(pool.options().journalLimit()).isEqualTo(1 << 20);
        assertThat(pool.options().firstWithin()).as("there is no fallback").isNull();
        assertThat(pool.maxSessions()).isEqualTo(1000);
        assertThat(PuSettings.forwards(values)).isEmpty();
    }

    @Test
    void aForwardNeedsBothEnds() {
        assertThat(problems(Map.of(POOL + "listen", "127.77.0.1:80", "rserpool.pu.forwards.x.to", "files:81")))
                .containsExactly("rserpool.pu.forwards.x.listen is not set; allowed: ip:port, such as 127.77.0.1:9090");
    }

    /** With {@code -Dupdate-docs=1} it writes the document instead. */
    @Test
    void theDocumentationIsWhatTheKeysSay() throws Exception {
        var file = Path.of("../docs/configuration-sidecars.md");
        var document = Files.readString(file);
        var updated = KeyDocument.update(document, PuKeys.TABLE);
        if ("1".equals(System.getProperty("update-docs"))) {
            Files.writeString(file, updated);
        } else {
            assertThat(document).isEqualTo(updated);
        }
    }

    @Test
    void everyTimerCanBeSet() {
        assertThat(PuKeys.TIMERS.unsettable()).isEmpty();
        assertThat(PuKeys.SCTP.unsettable()).containsExactly("capacity.streams", "adaptationIndication");
    }
}
