package io.rserpool.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.program.settings.ConfigProblem;
import io.rserpool.program.settings.ConfigReader;
import io.rserpool.program.settings.KeyDocument;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static List<String> lines(Map<String, String> values) {
        var source = new PropertiesConfigSource(values, "test", 500);
        return new ConfigReader(List.of(), List.of(source))
                .read(RegistrarKeys.TABLE).problems().stream()
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
                        "rserpool.registrar.rules.selection", "rfc",
                        "rserpool.registrar.limits.pools", "5")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rserpool.address                      | localhost  | an IPv4 or IPv6 address
            rserpool.udp-port                     | 65536      | 0 to 65535
            rserpool.timer-profile                | quick      | fast, rsplib, rfc
            rserpool.management.port              | x          | 0 to 65535
            rserpool.registrar.asap-port          | 0          | 1 to 65535
            rserpool.registrar.enrp-port          | 3863       | another port than rserpool.registrar.asap-port
            rserpool.registrar.peers              | a:b:c      | host, host:port or [IPv6 address]:port, separated by commas
            rserpool.registrar.peers              | a:70000    | host, host:port or [IPv6 address]:port, separated by commas
            rserpool.registrar.server-id          | 0xffffffff | 0x00000001 to 0xfffffffe, hexadecimal or decimal
            rserpool.registrar.enrp-multicast.group | 10.0.0.1:9901 | IP address of a multicast group:port
            rserpool.registrar.enrp-multicast.group | announces:9901 | IP address of a multicast group:port
            rserpool.registrar.limits.elements    | 0          | 1 to 1000000
            rserpool.registrar.rules.selection    | random     | rfc, rsplib
            rserpool.registrar.rules.distance-step | 0          | 1 to 10000
            """)
    void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String allowed) {
        assertThat(lines(Map.of(key, value)))
                .containsExactly("%s=%s is not allowed; allowed: %s".formatted(key, value, allowed));
    }

    @Test
    void valuesMustBeInOrder() {
        assertThat(lines(Map.of("rserpool.registrar.timers.presence-cycle", "PT3S")))
                .containsExactly("rserpool.registrar.timers.presence-cycle=PT3S is not allowed; allowed: less than"
                        + " rserpool.registrar.timers.max-time-last-heard (PT2S)");
        assertThat(lines(Map.of("rserpool.sctp.rto-min", "PT1S")))
                .containsExactly("rserpool.sctp.rto-min=PT1S is not allowed; allowed: less than or equal to"
                        + " rserpool.sctp.rto-max (PT0.5S)");
    }

    @Test
    void everyTimerLimitAndRuleCanBeSet() {
        assertThat(RegistrarOverlays.TIMERS.unsettable())
                .allMatch(name -> name.startsWith("rules.")
                        || name.startsWith("peerOptions.")
                        || name.startsWith("endpointOptions."));
        assertThat(RegistrarOverlays.RULES.unsettable()).isEmpty();
        assertThat(RegistrarOverlays.LIMITS.unsettable())
                .containsExactly("decoder.addresses", "decoder.elements", "decoder.cookie");
        assertThat(RegistrarOverlays.ENRP_SCTP.unsettable())
                .containsExactly("capacity.streams", "adaptationIndication");
    }

    @Test
    void whatIsSetReplacesTheProfile() {
        var set = Map.of(
                "rserpool.timer-profile", "rsplib",
                "rserpool.registrar.timers.keep-alive-period", "PT7S",
                "rserpool.registrar.rules.default-items", "5",
                "rserpool.sctp.rto-max", "PT2S",
                "rserpool.registrar.enrp-sctp.rto-max", "PT3S");
        var profile = RegistrarOverlays.profile(key -> Optional.ofNullable(set.get(key)));
        assertThat(profile.keepAlivePeriod()).hasSeconds(7);
        assertThat(profile.presenceCycle()).isEqualTo(RegistrarProfile.RSPLIB.presenceCycle());
        assertThat(profile.rules().resolution().defaultItems()).isEqualTo(5);
        assertThat(profile.endpointOptions().rto().max()).hasSeconds(2);
        assertThat(profile.peerOptions().rto().max()).hasSeconds(3);
    }

    @Test
    void aMisspeltKeyIsNamed() {
        assertThat(lines(Map.of("rserpool.registrar.asap-prot", "1")))
                .singleElement()
                .asString()
                .contains("did you mean rserpool.registrar.asap-port?");
    }

    /** With {@code -Dupdate-docs=1} it writes the document instead. */
    @Test
    void theDocumentationIsWhatTheKeysSay() throws IOException {
        var file = Path.of("../docs/configuration-registrar.md");
        var document = Files.readString(file);
        var updated = KeyDocument.update(document, RegistrarKeys.TABLE);
        if ("1".equals(System.getProperty("update-docs"))) {
            Files.writeString(file, updated);
        } else {
            assertThat(document).isEqualTo(updated);
        }
    }
}
