package io.rserpool.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PoolHandleTest {
    @Test
    void isShownAsTextWhereItIsText() {
        assertThat(PoolHandle.of("Bücher")).hasToString("Bücher");
        assertThat(PoolHandle.of(new byte[] {(byte) 0xff, 1})).hasToString("0xff01");
        assertThat(PoolHandle.of("a\nb")).hasToString("0x610a62");
    }

    @Test
    void isOrderedByLengthThenUnsignedBytes() {
        assertThat(PoolHandle.of("b")).isLessThan(PoolHandle.of("aa"));
        assertThat(PoolHandle.of("ab")).isLessThan(PoolHandle.of("b" + "a"));
        assertThat(PoolHandle.of(new byte[] {1})).isLessThan(PoolHandle.of(new byte[] {-1}));
    }

    @Test
    void isNotEmptyAndNotChanged() {
        var bytes = new byte[] {1, 2};
        var handle = PoolHandle.of(bytes);
        bytes[0] = 9;

        assertThat(handle).isEqualTo(PoolHandle.of(new byte[] {1, 2}));
        assertThatIllegalArgumentException().isThrownBy(() -> PoolHandle.of(""));
    }

    @Test
    void theTextOfAHandleLeadsBackToItAndBytesThatAreNoneHaveNone() {
        assertThat(PoolHandle.of("bank-ä").text()).contains("bank-ä");
        assertThat(PoolHandle.of(new byte[] {(byte) 0xff}).text()).isEmpty();
        assertThat(PoolHandle.of("0xff").text()).contains("0xff");
    }
}
