package io.rserpool.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private final Recovery recovery = new Recovery();

    @Test
    void oneFailureCostsNoTimeAndRepeatedOnesMoreAndMore() {
        assertThat(recovery.failed()).isZero();
        assertThat(recovery.failed()).isEqualTo(Duration.ofMillis(10));
        assertThat(recovery.failed()).isEqualTo(Duration.ofMillis(20));
        recovery.succeeded();
        assertThat(recovery.failed()).isZero();
    }

    @Test
    void aPauseIsNeverLongerThanASecondOrSo() {
        for (int i = 0; i < 100; i++) {
            assertThat(recovery.failed()).isLessThanOrEqualTo(Duration.ofMillis(1280));
        }
        assertThat(recovery.failed()).isEqualTo(Duration.ofMillis(1280));
    }
}
