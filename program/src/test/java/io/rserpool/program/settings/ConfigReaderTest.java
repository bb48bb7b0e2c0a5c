package io.rserpool.program.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final KeyRows ROWS = new KeyRows("x");
    private static final Key<Integer> PORT =
            ROWS.add(Key.of("rserpool.x.port", ValueRange.numbers(0, 65535), "9899", "port"));
    private static final Key<Duration> INTERVAL =
            ROWS.add(Key.of("rserpool.x.interval", ValueRange.durations("PT0S", "PT1H"), "PT1S", "interval"));
    private static final Key<Boolean> FLAG = ROWS.add(Key.of("rserpool.x.flag", ValueRange.flag(), "false", "flag"));
    private static final Key<String> LABEL =
            ROWS.add(Key.optional("rserpool.x.label", ValueRange.text(), "none", "label"));
    private static final Key<String> NAME = ROWS.add(Key.required("rserpool.x.name", ValueRange.text(), "name"));
    private static final Key<Integer> SIZE =
            ROWS.add(Key.required("rserpool.x.pools.<name>.max-size", ValueRange.numbers(1, 9), "size"));
    private static final Key<List<Integer>> LIST = ROWS.add(Key.of(
            "rserpool.x.list", ValueRange.list("numbers from 1 to 9", ValueRange.numbers(1, 9)), "1", "numbers"));

    private static final KeyTable TABLE =
            new KeyTable("x", "", List.of(), List.of(CommonKeys.ROWS, ROWS), List.of(), CommonKeys::check);

    private static ConfigReader.Reading read(ConfigSource... sources) {
        return new ConfigReader(List.of(), List.of(sources)).read(TABLE);
    }

    private static ConfigReader.Reading read(Map<String, String> values) {
        return read(new PropertiesConfigSource(values, "test", 500));
    }

    private static List<String> lines(Map<String, String> values) {
        return read(values).problems().stream().map(ConfigProblem::line).toList();
    }

    @Test
    void whatIsNotGivenIsTheDefault() {
        var values = read(Map.of("rserpool.x.name", "x")).values();
        assertThat(PORT.of(values)).isEqualTo(9899);
        assertThat(LABEL.find(values)).isEmpty();
        assertThat(NAME.of(values)).isEqualTo("x");
    }

    @Test
    void aDollarSignIsOneUnlessSomethingIsToBeExpanded() {
        for (var text : List.of("^a$", "\\$5|$$", "\\\\$", "a$b{2}")) {
            var values = read(Map.of("rserpool.x.name", text)).values();
            assertThat(NAME.of(values)).isEqualTo(text);
        }
        var expanded = read(Map.of("rserpool.x.name", "${rserpool.x.label}!", "rserpool.x.label", "l"));
        assertThat(NAME.of(expanded.values())).isEqualTo("l!");
    }

    @Test
    void anEmptyValueIsNone() {
        assertThat(PORT.of(read(Map.of("rserpool.x.port", " ", "rserpool.x.name", "x"))
                        .values()))
                .isEqualTo(9899);
        assertThat(lines(Map.of("rserpool.x.name", ""))).containsExactly("rserpool.x.name is not set; allowed: text");
    }

    @ParameterizedTest
    @CsvSource({"PT2S, 2000", "2s, 2000", "2, 2000", "500ms, 500", "1m, 60000", "1h, 3600000"})
    void durationsMayHaveAUnit(String text, long milliseconds) {
        var values = read(Map.of("rserpool.x.name", "x", "rserpool.x.interval", text))
                .values();
        assertThat(INTERVAL.of(values)).hasMillis(milliseconds);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "YES, true", "off, false"})
    void flagsHaveSeveralNames(String text, boolean value) {
        var values =
                read(Map.of("rserpool.x.name", "x", "rserpool.x.flag", text)).values();
        assertThat(FLAG.of(values)).isEqualTo(value);
    }

    @Test
    void everyProblemGetsItsLine() {
        assertThat(lines(Map.of(
                        "rserpool.x.port", "70000",
                        "rserpool.x.interval", "soon",
                        "rserpool.x.list", "1,x,3",
                        "rserpool.x.prot", "1")))
                .containsExactlyInAnyOrder(
                        "rserpool.x.port=70000 is not allowed; allowed: 0 to 65535",
                        "rserpool.x.interval=soon is not allowed; allowed: PT0S to PT1H",
                        "rserpool.x.list=x is not allowed; allowed: numbers from 1 to 9",
                        "rserpool.x.name is not set; allowed: text",
                        "rserpool.x.prot=… is not allowed; allowed: only known keys; did you mean rserpool.x.port?");
    }

    @Test
    void keysThatDoNotGoTogetherAreAProblem() {
        assertThat(lines(Map.of("rserpool.x.name", "x", "rserpool.address", "::1", "rserpool.addresses", "127.0.0.1")))
                .containsExactly("rserpool.address=::1 is not allowed; allowed: this or rserpool.addresses, not both");
    }

    @Test
    void aFileThatCannotBeReadIsAProblem() {
        var reading = new ConfigReader(List.of(Path.of("missing.properties")), List.of()).read(TABLE);
        assertThat(reading.problems())
                .extracting(ConfigProblem::line)
                .anyMatch(line -> line.contains("missing.properties"));
    }

    @Test
    void theEnvironmentMayHaveThePartThatTheUserChose() {
        var reading = read(
                new PropertiesConfigSource(
                        Map.of("rserpool.x.name", "x", "rserpool.x.pools.my_files.max-size", "1"), "file", 100),
                new EnvConfigSource(
                        Map.of("RSERPOOL_X_POOLS_FILES_MAX_SIZE", "3", "RSERPOOL_X_POOLS_MY_FILES_MAX_SIZE", "2"),
                        300));
        assertThat(reading.problems()).isEmpty();
        assertThat(SIZE.names(reading.values())).containsExactly("files", "my_files");
        assertThat(SIZE.in("files").of(reading.values())).isEqualTo(3);
        assertThat(SIZE.in("my_files").of(reading.values())).isEqualTo(2);
    }

    @Test
    void theChosenPartMayHaveDots() {
        var values = read(Map.of("rserpool.x.name", "x", "rserpool.x.pools.\"a.b\".max-size", "4"))
                .values();
        assertThat(SIZE.names(values)).containsExactly("a.b");
        assertThat(SIZE.in("a.b").of(values)).isEqualTo(4);
    }
}
