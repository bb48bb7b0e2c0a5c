package io.rserpool.operator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private Instant now = Instant.EPOCH;
    private final Repeats repeats = new Repeats(Duration.ofMinutes(1), 2, () -> now);

    @Test
    void theFirstIsToldAndThenOnePerPeriod() {
        assertThat(repeats.tell("a")).hasValue(0);
        assertThat(repeats.tell("a")).isEmpty();
        assertThat(repeats.tell("a")).isEmpty();
        assertThat(repeats.tell("b")).hasValue(0);
        now = now.plusSeconds(60);
        assertThat(repeats.tell("a")).hasValue(2);
        assertThat(repeats.tell("a")).isEmpty();
    }

    @Test
    void noMoreKindsAreRememberedThanAllowed() {
        repeats.tell("a");
        repeats.tell("b");
        repeats.tell("c");
        assertThat(repeats.tell("c")).isEmpty();
        assertThat(repeats.tell("a")).hasValue(0);
    }
}
