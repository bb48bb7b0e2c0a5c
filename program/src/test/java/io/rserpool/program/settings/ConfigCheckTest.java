package io.rserpool.program.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigCheckTest {
    /** Kinds of things. */
    public enum Kind {
        FAST,
        SLOW
    }

    /** A mapping like those of the programs. */
    @ConfigMapping(prefix = "sample")
    public interface Sample {
        @WithDefault("9899")
        int udpPort();

        @WithDefault("fast")
        Kind kind();

        @WithDefault("PT1S")
        Duration interval();

        String name();
    }

    private static List<String> lines(Map<String, String> values) {
        var source = new PropertiesConfigSource(values, "test", 500);
        return ConfigCheck.problems(
                        Sample.class,
                        (sample, problems) -> problems.range("sample.udp-port", sample.udpPort(), 0, 65535),
                        List.of(source))
                .stream()
                .map(ConfigProblem::line)
                .toList();
    }

    @Test
    void aGoodConfigurationHasNoProblems() {
        assertThat(lines(Map.of("sample.name", "x", "sample.kind", "slow"))).isEmpty();
    }

    @Test
    void aValueOutOfRangeIsNamedWithTheRange() {
        assertThat(lines(Map.of("sample.name", "x", "sample.udp-port", "70000")))
                .containsExactly("sample.udp-port=70000 is not allowed; allowed: 0 to 65535");
    }

    @Test
    void everyProblemGetsItsLine() {
        assertThat(lines(Map.of("sample.udp-port", "many", "sample.kind", "quick", "sample.interval", "soon")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("sample.udp-port=many is not allowed; allowed: an integer"),
                        line -> assertThat(line).isEqualTo("sample.kind=quick is not allowed; allowed: fast,slow"),
                        line -> assertThat(line).startsWith("sample.interval=soon is not allowed; allowed: "),
                        line -> assertThat(line).startsWith("sample.name is not set"));
    }

    @Test
    void anUnknownKeyIsAProblem() {
        assertThat(lines(Map.of("sample.name", "x", "sample.udp-prot", "1")))
                .containsExactly(
                        "sample.udp-prot=(set) is not allowed; allowed: only documented keys, this one is unknown");
    }
}
