package io.rserpool.program.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlayTest {
    /** A group that is checked as a whole. */
    record Bounds(Duration min, Duration max) {
        Bounds {
            if (min.compareTo(max) > 0) {
                throw new IllegalArgumentException("min is more than max");
            }
        }
    }

    /** How. */
    enum Unit {
        SECONDS,
        MILLISECONDS
    }

    /** A profile. */
    record Profile(Bounds bounds, int attempts, boolean strict, Unit unit) {}

    private static final Overlay<Profile> OVERLAY = new Overlay<>(
                    "rserpool.x.",
                    profile -> new Profile(
                            new Bounds(Duration.ofSeconds(profile.ordinal() + 1), Duration.ofSeconds(5)),
                            3,
                            false,
                            Unit.SECONDS),
                    List.of(
                            new Setting("min", "bounds.min", ValueRange.durations("PT0.1S", "PT1M"), "lower bound"),
                            new Setting("max", "bounds.max", ValueRange.durations("PT0.1S", "PT1M"), "upper bound"),
                            new Setting("attempts", "attempts", ValueRange.numbers(1, 9), "tries"),
                            new Setting("strict", "strict", ValueRange.flag(), "is strict")))
            .with(new Setting("unit", "unit", ValueRange.names(Unit.class), "unit"))
            .atMost("min", "max");

    private static ConfigValues values(Map<String, String> written) {
        return key -> Optional.ofNullable(written.get(key));
    }

    private static List<String> problems(Map<String, String> written) {
        var problems = new ConfigProblems();
        new KeyTable("program", "", List.of(), List.of(CommonKeys.ROWS), List.of(OVERLAY), (values, none) -> {})
                .check(values(written), problems);
        return problems.list().stream().map(ConfigProblem::line).toList();
    }

    @Test
    void whatIsNotSetIsOfTheProfile() {
        assertThat(OVERLAY.of(values(Map.of("rserpool.timer-profile", "rfc", "rserpool.x.attempts", "7"))))
                .isEqualTo(
                        new Profile(new Bounds(Duration.ofSeconds(3), Duration.ofSeconds(5)), 7, false, Unit.SECONDS));
    }

    @Test
    void valuesThatGoTogetherOnlyTogetherAreSetAtOnce() {
        var set = Map.of(
                "rserpool.x.min", "PT20S",
                "rserpool.x.max", "PT30S",
                "rserpool.x.strict", "true",
                "rserpool.x.unit", "milliseconds");
        assertThat(problems(set)).isEmpty();
        assertThat(OVERLAY.of(values(set)))
                .isEqualTo(new Profile(
                        new Bounds(Duration.ofSeconds(20), Duration.ofSeconds(30)), 3, true, Unit.MILLISECONDS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            min      | PT0S  | PT0.1S to PT1M
            min      | soon  | PT0.1S to PT1M
            attempts | 0     | 1 to 9
            attempts | x     | 1 to 9
            strict   | maybe | true, false
            unit     | days  | seconds, milliseconds
            min      | PT6S  | less than or equal to rserpool.x.max (PT5S)
            max      | PT0.5S | more than or equal to rserpool.x.min (PT1S)
            """)
    void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String allowed) {
        assertThat(problems(Map.of("rserpool.x." + key, value)))
                .containsExactly("rserpool.x.%s=%s is not allowed; allowed: %s".formatted(key, value, allowed));
    }

    @Test
    void keysHaveTheDefaultOfEachProfileAndTheirRange() {
        assertThat(OVERLAY.keys())
                .contains(
                        Key.optional(
                                "rserpool.x.min",
                                ValueRange.durations("PT0.1S", "PT1M"),
                                "fast PT1S, rsplib PT2S, rfc PT3S",
                                "lower bound"),
                        Key.optional("rserpool.x.unit", ValueRange.names(Unit.class), "seconds", "unit"));
        assertThat(OVERLAY.unsettable()).isEmpty();
    }
}
