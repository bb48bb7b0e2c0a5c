package io.rserpool.transport.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

public class SctpOptionsTest {
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
        assertThat(copy.capacity()).isEqualTo(new SctpOptions.Capacity(7, 2000, 3000, true, 64));
        assertThat(copy.withCapacity(SctpOptions.FAST.capacity()).withAdaptationIndication(0))
                .isEqualTo(SctpOptions.FAST);
        assertThat(SctpOptions.FAST.withHeartbeatInterval(Duration.ofSeconds(1)).failure())
                .isEqualTo(new SctpOptions.Failure(Duration.ofSeconds(1), 3, 255, 0, Duration.ofSeconds(10)));
    }

    /** Time-outs in a row, doubled from the first to the longest. */
    private static Duration timeouts(SctpOptions options, Duration first, int count) {
        var sum = Duration.ZERO;
        var timeout = first;
        for (int i = 0; i < count; i++) {
            sum = sum.plus(timeout);
            var doubled = timeout.multipliedBy(2);
            timeout = doubled.compareTo(options.rto().max()) < 0
                    ? doubled
                    : options.rto().max();
        }
        return sum;
    }

    /** The longest time until a silent peer is suspect that something was sent to: each time-out was the longest. */
    static Duration busyUntilSuspect(SctpOptions options) {
        return timeouts(options, options.rto().max(), options.failure().pathMaxRetransmissions() + 1);
    }

    /**
     * The longest time until an idle, silent peer is suspect: the last heartbeat was answered just before, the next one is
     * missed, each with half an RTO of jitter, then come time-outs alone.
     */
    public static Duration idleUntilSuspect(SctpOptions options) {
        var heartbeat = options.failure()
                .heartbeatInterval()
                .plus(options.rto().max().multipliedBy(3).dividedBy(2));
        return heartbeat
                .multipliedBy(2)
                .plus(timeouts(options, options.rto().max(), options.failure().pathMaxRetransmissions()));
    }

    /** The table in docs/configuration-sidecars.md says so. */
    @Test
    void theTwoThresholdsFollowFromTheOptions() {
        var fast = SctpOptions.FAST;
        assertThat(timeouts(fast, fast.rto().min(), 4)).isEqualTo(Duration.ofMillis(450));
        assertThat(busyUntilSuspect(fast)).isEqualTo(Duration.ofMillis(600));
        assertThat(idleUntilSuspect(fast)).isEqualTo(Duration.ofMillis(1200));
        assertThat(fast.failure().deadAfter()).isEqualTo(Duration.ofSeconds(10));
        // Time-outs of data and of heartbeats are counted together; that takes longer all the same.
        var perError = fast.rto().max().dividedBy(2);
        assertThat(perError.multipliedBy(fast.failure().associationMaxRetransmissions()))
                .isGreaterThan(fast.failure().deadAfter());
        // An INIT and its retransmissions.
        assertThat(timeouts(fast, fast.rto().initial(), fast.init().maxRetransmissions() + 1))
                .isEqualTo(Duration.ofMillis(700));
        var rfc = SctpOptions.RFC;
        assertThat(timeouts(rfc, rfc.rto().min(), rfc.failure().pathMaxRetransmissions() + 1))
                .isEqualTo(Duration.ofSeconds(63));
        assertThat(timeouts(rfc, rfc.rto().min(), rfc.failure().associationMaxRetransmissions() + 1))
                .isEqualTo(Duration.ofSeconds(363));
        assertThat(rfc.failure().deadAfter()).isZero();
    }
}
