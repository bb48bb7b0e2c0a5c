package io.rserpool.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.management.ConfigCheck;
import io.rserpool.management.ConfigKey;
import io.rserpool.management.ConfigProblem;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static List<String> lines(Map<String, String> values) {
        var source = new PropertiesConfigSource(values, "test", 500);
        return ConfigCheck.problems(RegistrarConfig.class, Settings::check, List.of(source), RegistrarKeys.KEYS)
                .stream()
                .map(ConfigProblem::line)
                .toList();
    }

    @Test
    void theDefaultsAreGood() {
        assertThat(lines(Map.of())).isEmpty();
    }

    @Test
    void everyKeyCanBeSet() {
        assertThat(lines(Map.of(
                        "rserpool.address", "127.9.9.9",
                        "rserpool.udp-port", "0",
                        "rserpool.timer-profile", "rsplib",
                        "rserpool.registrar.peers", "a,b:9902,[::1]:77",
                        "rserpool.registrar.server-id", "0xfffffffe",
                        "rserpool.registrar.selection", "rfc",
                        "rserpool.registrar.limits.pools", "5")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rserpool.address                      | localhost  | an IPv4 or IPv6 address
            rserpool.udp-port                     | 65536      | 0 to 65535
            rserpool.timer-profile                | quick      | fast,rsplib,rfc
            rserpool.management.port              | x          | an integer value
            rserpool.registrar.asap-port          | 0          | 1 to 65535
            rserpool.registrar.enrp-port          | 3863       | another port than rserpool.registrar.asap-port
            rserpool.registrar.peers              | a:b:c      | host, host:port or [IPv6 address]:port, separated by commas
            rserpool.registrar.peers              | a:70000    | host, host:port or [IPv6 address]:port, separated by commas
            rserpool.registrar.server-id          | 0xffffffff | 0x00000001 to 0xfffffffe, hexadecimal or decimal
            rserpool.registrar.enrp-multicast.group | 10.0.0.1:9901 | IP address of a multicast group:port
            rserpool.registrar.enrp-multicast.group | announces:9901 | IP address of a multicast group:port
            rserpool.registrar.limits.elements    | 0          | 1 to 1000000
            rserpool.registrar.selection          | random     | rsplib,rfc
            rserpool.registrar.distance-step      | 0          | 1 to 10000
            """)
    void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String allowed) {
        assertThat(lines(Map.of(key, value)))
                .containsExactly("%s=%s is not allowed; allowed: %s".formatted(key, value, allowed));
    }

    @Test
    void aMisspeltKeyIsNamed() {
        assertThat(lines(Map.of("rserpool.registrar.asap-prot", "1")))
                .singleElement()
                .asString()
                .contains("did you mean rserpool.registrar.asap-port?");
    }

    @Test
    void theDocumentationHasEveryKeyAndNoOther() throws IOException {
        var documented = Pattern.compile("^\\| `(rserpool[^`]*)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("../docs/configuration-registrar.md")))
                .results()
                .map(match -> match.group(1));
        assertThat(documented)
                .containsExactlyElementsOf(
                        RegistrarKeys.KEYS.keys().stream().map(ConfigKey::name).toList());
    }
}
