package io.rserpool.simulation.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.loop.RepeatedLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class RepeatedLogTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final Lines lines = new Lines();
    private final RepeatedLog log = new RepeatedLog(loop, lines, Level.WARNING);

    @Test
    void theFirstLineAtOnceThenOneForEachPeriodWithTheNumberOfTheOthers() {
        for (int i = 0; i < 1000; i++) {
            var number = i;
            log.log(() -> "session " + number + " of {client}");
        }
        assertThat(lines.texts).containsExactly("session 0 of {client}");
        loop.advance(RepeatedLog.PERIOD.plus(MOMENT));
        assertThat(lines.texts)
                .containsExactly("session 0 of {client}", "session 999 of {client} (998 more like it left out)");
        log.log(() -> "another");
        assertThat(lines.texts).hasSize(2);
        loop.advance(RepeatedLog.PERIOD);
        assertThat(lines.texts).hasSize(3).last().isEqualTo("another");
    }

    @Test
    void afterAQuietPeriodALineComesAtOnceAgain() {
        log.log(() -> "one");
        loop.advance(RepeatedLog.PERIOD.plus(MOMENT));
        log.log(() -> "two", new IllegalStateException("why"));
        assertThat(lines.texts).containsExactly("one", "two");
        assertThat(lines.causes).singleElement().isInstanceOf(IllegalStateException.class);
    }

    private static final class Lines implements System.Logger {
        private final List<String> texts = new ArrayList<>();
        private final List<Throwable> causes = new ArrayList<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            texts.add(message);
            causes.add(thrown);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            texts.add(java.text.MessageFormat.format(format, parameters));
        }
    }
}
