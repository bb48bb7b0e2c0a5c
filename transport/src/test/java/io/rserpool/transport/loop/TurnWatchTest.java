package io.rserpool.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnWatchTest {
    private static final Logger LOGGER = Logger.getLogger(TurnWatch.class.getName());

    private final SelectorEventLoop loop = new SelectorEventLoop("test");
    private final LoopStatistics statistics = new LoopStatistics();
    private final TurnWatch watch = new TurnWatch(loop, statistics);
    private final List<String> lines = new ArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        loop.close(); // what it does itself is not looked at here
        LOGGER.addHandler(log);
    }

    @AfterEach
    void close() {
        LOGGER.removeHandler(log);
    }

    private static long ago(int millis) {
        return System.nanoTime() - millis * 1_000_000L;
    }

    /** A turn that has begun so long ago, whose first step took all that time. */
    private void turn(int millis, Object culprit) {
        watch.begins(ago(millis));
        watch.did(TurnWatch.Step.TIMER, culprit);
        watch.did(TurnWatch.Step.TASK, "harmless");
        watch.did(TurnWatch.Step.TASK, "harmless");
        watch.ends(System.nanoTime());
    }

    @Test
    void aTurnWithinItsBudgetIsNotWorthAWord() {
        watch.begins(System.nanoTime());
        watch.did(TurnWatch.Step.TASK, "harmless");
        watch.ends(System.nanoTime());
        assertThat(lines).isEmpty();
        assertThat(statistics.turnsOverBudget()).isZero();
    }

    @Test
    void aLongTurnIsCountedAndSaysWhatItDid() {
        turn(400, "reading all of /proc");
        assertThat(statistics.turnsOverBudget()).isOne();
        assertThat(statistics.longestTurnNanos()).isGreaterThanOrEqualTo(400_000_000);
        assertThat(lines)
                .singleElement()
                .asString()
                .matches("a turn of the event loop took \\d+ ms, \\d+ ms of it the timer reading all of /proc;"
                        + " 2 tasks, 1 timers, 0 handlers in all");
    }

    @Test
    void manyLongTurnsAreCountedAndNotAllLogged() {
        for (int i = 0; i < 5; i++) {
            turn(60 + i, "work");
        }
        assertThat(statistics.turnsOverBudget()).isEqualTo(5);
        assertThat(lines).hasSize(1);
    }

    @Test
    void wakingUpLateIsToldAsSuch() {
        watch.overslept(4_900_000_000L);
        assertThat(lines)
                .containsExactly(
                        "the event loop woke up 4900 ms late: its process was stopped, throttled or starved of CPU");
    }

    @Test
    void aLambdaIsKnownByItsClassAndATaskOfSomebodyWhoWaitsByIts() {
        Runnable lambda = () -> {};
        assertThat(TurnWatch.describe(lambda)).isEqualTo(TurnWatchTest.class.getName());
        assertThat(TurnWatch.describe(new Submission<>(() -> 1))).isEqualTo(TurnWatchTest.class.getName());
        assertThat(TurnWatch.describe(new Judgement(loop, java.time.Duration.ZERO, lambda)))
                .isEqualTo(TurnWatchTest.class.getName());
        assertThat(TurnWatch.describe("text")).isEqualTo("text");
        assertThat(TurnWatch.describe(new Object())).isEqualTo("java.lang.Object");
    }
}
