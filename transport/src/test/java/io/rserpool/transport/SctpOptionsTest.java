package io.rserpool.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SctpOptionsTest {
    @Test
    void outOfRangeIsRefusedByName() {
        assertThatThrownBy(() -> SctpOptions.Rto.ofMillis(5, 50, 100)).hasMessageContaining("RTO.Initial of 5 ms");
        assertThatThrownBy(() -> SctpOptions.Rto.ofMillis(50, 50, 40)).hasMessageContaining("RTO.Max of 40 ms");
        assertThatThrownBy(() -> new SctpOptions.Failure(Duration.ZERO, 0, 1, 0))
                .hasMessageContaining("Path.Max.Retrans 0");
        assertThatThrownBy(() -> new SctpOptions.Init(1, Duration.ofMillis(10), Duration.ZERO))
                .hasMessageContaining("Valid.Cookie.Life");
        assertThatThrownBy(() -> new SctpOptions.Sack(Duration.ofMillis(501), 2))
                .hasMessageContaining("SACK delay of 501 ms is not within 0..500 ms");
        assertThatThrownBy(() -> SctpOptions.FAST.withStreams(0)).hasMessageContaining("streams 0");
    }

    @Test
    void aCopyDiffersInOneThing() {
        var copy = SctpOptions.FAST.withStreams(7).withBuffers(2000, 3000).withAdaptationIndication(9);
        assertThat(copy.capacity()).isEqualTo(new SctpOptions.Capacity(7, 2000, 3000, true, 4));
        assertThat(copy.withCapacity(SctpOptions.FAST.capacity()).withAdaptationIndication(0))
                .isEqualTo(SctpOptions.FAST);
        assertThat(SctpOptions.FAST.withHeartbeatInterval(Duration.ofSeconds(1)).failure())
                .isEqualTo(new SctpOptions.Failure(Duration.ofSeconds(1), 3, 3, 0));
    }
}
