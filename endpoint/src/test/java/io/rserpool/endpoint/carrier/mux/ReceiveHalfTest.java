package io.rserpool.endpoint.carrier.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReceiveHalfTest {
    private static final int WINDOW = 100;

    private final ReceiveHalf half = new ReceiveHalf(WINDOW, WINDOW, 0);

    @Test
    void moreThanTheCreditBreaksTheRules() {
        assertThat(half.take(WINDOW)).isNull();
        assertThat(half.take(1)).isEqualTo("1 bytes beyond the credit");
    }

    @Test
    void creditIsGivenWhenHalfOfTheWindowHasGone() {
        assertThat(half.take(80)).isNull();
        assertThat(half.consume(49)).isFalse();
        assertThat(half.consume(1)).isTrue();

        assertThat(half.credit()).isEqualTo(50);
        half.grant(50);
        assertThat(half.credit()).isZero();
        assertThat(half.take(70)).isNull();
        assertThat(half.take(1)).isNotNull();
    }

    @Test
    void nothingIsConsumedThatDidNotCome() {
        half.take(5);
        assertThatThrownBy(() -> half.consume(6)).hasMessage("6 bytes cannot be consumed, 5 are outstanding");
        assertThatThrownBy(() -> half.consume(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsLeftOfAnEarlierStreamCounts() {
        var next = new ReceiveHalf(WINDOW, WINDOW, 30);

        assertThat(next.take(71)).isEqualTo("1 bytes beyond the credit");
        next.consume(30);
        assertThat(next.grantAll()).isEqualTo(130);
    }

    @Test
    void anEndIsOneAndAResetIsLast() {
        assertThat(half.end()).isTrue();
        assertThat(half.end()).isFalse();
        assertThat(half.take(1)).isEqualTo("bytes after End");
        assertThat(half.credit()).isZero();

        assertThat(half.reset()).isTrue();
        assertThat(half.reset()).isFalse();
        assertThat(half.end()).isFalse();
    }
}
