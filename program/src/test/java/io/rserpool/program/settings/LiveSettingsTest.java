package io.rserpool.program.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSettingsTest {
    private static final KeyRows ROWS = new KeyRows("x");
    private static final Key<Integer> LIVE =
            ROWS.add(Key.of("rserpool.x.pools.<name>.most", ValueRange.numbers(1, 9), "5", "most")
                    .live());
    private static final Key<Integer> FIXED =
            ROWS.add(Key.of("rserpool.x.pools.<name>.port", ValueRange.numbers(1, 9), "1", "port"));
    private static final KeyTable TABLE = new KeyTable(
            "x", "", List.of(), List.of(CommonKeys.ROWS, ROWS), List.of(), (values, problems) -> LIVE.names(values)
                    .forEach(name -> problems.require(
                            LIVE.in(name).of(values) >= FIXED.in(name).of(values), "most", 0, "not less than port")));

    @TempDir
    private Path folder;

    private Path file;
    private final List<ConfigValues> told = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger(LiveSettings.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord event) {
            lines.add(event.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private LiveSettings live;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("config.properties");
        write("port=1", "most=5");
        var reader = new ConfigReader(List.of(file), List.of());
        live = new LiveSettings(reader, TABLE, reader.read(TABLE).values(), told::add);
        live.look();
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        live.close();
    }

    private void write(String... settings) throws IOException {
        var text = new StringBuilder();
        for (var setting : settings) {
            text.append(setting.contains(".") ? "rserpool." : "rserpool.x.pools.files.")
                    .append(setting)
                    .append('\n');
        }
        Files.writeString(file, text);
    }

    @Test
    void whatIsLiveIsTold() throws IOException {
        write("port=1", "most=7");
        live.look();
        assertThat(told)
                .singleElement()
                .satisfies(values -> assertThat(LIVE.in("files").of(values)).isEqualTo(7));
        assertThat(lines).singleElement().asString().contains("rserpool.x.pools.files.most=7 is applied (before: 5)");
    }

    @Test
    void whatIsTakenAwayIsTheDefaultAgain() throws IOException {
        write("port=1", "most=7");
        live.look();
        write("port=1");
        live.look();
        assertThat(LIVE.in("files").of(told.getLast())).isEqualTo(5);
    }

    @Test
    void theSameContentsAreToldOnce() throws IOException {
        write("port=1", "most=7");
        live.look();
        live.look();
        Files.delete(file);
        live.look();
        write("port=1", "most=7");
        live.look();
        assertThat(told).hasSize(1);
    }

    @Test
    void whatIsNotLiveNeedsARestartAndIsSaidOnce() throws IOException {
        write("port=2", "most=7");
        live.look();
        write("port=2", "most=8");
        live.look();
        assertThat(told).hasSize(2);
        assertThat(FIXED.in("files").of(told.getLast())).isEqualTo(1);
        assertThat(lines)
                .filteredOn(line -> line.contains("port needs a restart"))
                .hasSize(1);
    }

    @Test
    void aPoolThatWasNotThereNeedsARestart() throws IOException {
        write("port=1", "most=5", "x.pools.other.most=3");
        live.look();
        assertThat(told).isEmpty();
        assertThat(lines).singleElement().asString().contains("pools.other.most needs a restart");
    }

    @Test
    void aWrongFileChangesNothingAndIsSaidOnce() throws IOException {
        write("port=1", "most=7", "x.pools.files.prot=1");
        live.look();
        live.look();
        assertThat(told).isEmpty();
        assertThat(lines).singleElement().asString().contains("nothing of it is applied", "did you mean");
    }

    @Test
    void whatIsGoodOnlyTogetherWithWhatNeedsARestartIsNotApplied() throws IOException {
        write("port=4", "most=5");
        live.look();
        write("port=1", "most=5");
        live.look();
        assertThat(told).isEmpty();
    }

    @Test
    void aFileThatIsReplacedByAnotherThroughALinkIsSeen() throws IOException {
        var other = Files.writeString(folder.resolve("other"), "rserpool.x.pools.files.most=9\n");
        Files.delete(file);
        Files.createSymbolicLink(file, other);
        live.look();
        assertThat(LIVE.in("files").of(told.getLast())).isEqualTo(9);
    }
}
