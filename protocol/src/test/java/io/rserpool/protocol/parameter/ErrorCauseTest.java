package io.rserpool.protocol.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorCauseTest {
    @Test
    void isReadableInLogs() {
        assertThat(ErrorCause.of(ErrorCause.INCONSISTENT_POOLING_POLICY)).hasToString("inconsistent pooling policy");
        assertThat(ErrorCause.of(ErrorCause.INVALID_VALUES, new byte[] {0x0f, (byte) 0xff}))
                .hasToString("invalid values [0fff]");
        assertThat(ErrorCause.of(0xf008)).hasToString("cause 0xf008");
    }

    @Test
    void keepsItsInformation() {
        assertThat(ErrorCause.of(1, new byte[] {1, -1}).information()).containsExactly(1, -1);
    }
}
