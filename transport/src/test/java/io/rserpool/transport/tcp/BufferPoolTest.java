package io.rserpool.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private final BufferPool pool = new BufferPool(1024, 1, 2);

    @Test
    void buffersAreReusedAndBounded() {
        var first = Objects.requireNonNull(pool.take());
        first.putInt(7);
        assertThat(pool.take()).isNotNull();
        assertThat(pool.take()).as("beyond the limit").isNull();
        pool.giveBack(first);
        assertThat(pool.take()).isSameAs(first).satisfies(again -> assertThat(again.remaining())
                .isEqualTo(1024));
    }

    @Test
    void theMemoryOfOthersThanThoseKeptIsGivenBackAtOnce() {
        var kept = Objects.requireNonNull(pool.take());
        var other = Objects.requireNonNull(pool.take());
        pool.giveBack(kept);
        pool.giveBack(other);
        assertThatIllegalStateException().isThrownBy(() -> other.get(0)).withMessageContaining("closed");
        assertThat(kept.get(0)).isZero();
        assertThat(pool.take()).isSameAs(kept);
        assertThat(pool.take()).isNotNull().isNotSameAs(other);
    }
}
