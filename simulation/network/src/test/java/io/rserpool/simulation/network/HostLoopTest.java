package io.rserpool.simulation.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostLoopTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualEventLoop clock = new VirtualEventLoop();
    private final HostLoop loop = new HostLoop(clock);
    private final List<String> events = new ArrayList<>();

    private void freezeFor(Duration time) {
        loop.freeze();
        clock.advance(time);
        loop.thaw(() -> loop.execute(() -> events.add("read")));
    }

    @Test
    void aJudgementInTimeIsLikeATimer() {
        loop.scheduleJudgement(SECOND, () -> events.add("judged"));
        clock.advance(SECOND.minusNanos(1));
        assertThat(events).isEmpty();
        clock.advance(Duration.ofNanos(1));
        assertThat(events).containsExactly("judged");
    }

    @Test
    void theTimeOfAFreezeDoesNotCount() {
        loop.scheduleJudgement(SECOND, () -> events.add("judged"));
        freezeFor(Duration.ofMillis(300));
        clock.advance(SECOND.minusNanos(1));
        assertThat(events).containsExactly("read");
        clock.advance(Duration.ofNanos(1));
        assertThat(events).containsExactly("read", "judged");
        assertThat(loop.stalledNanos()).isEqualTo(300_000_000);
    }

    @Test
    void afterALongFreezeAJudgementWaitsOnceMore() {
        loop.scheduleJudgement(SECOND, () -> events.add("judged"));
        freezeFor(Duration.ofHours(1));
        clock.advance(SECOND.minusNanos(1));
        assertThat(events).containsExactly("read");
        clock.advance(Duration.ofNanos(1));
        assertThat(events).containsExactly("read", "judged");
    }

    @Test
    void whoIsAlwaysLateJudgesAtLast() {
        loop.scheduleJudgement(SECOND, () -> events.add("judged"));
        for (int i = 0; i < EventLoop.MOST_POSTPONEMENTS; i++) {
            freezeFor(SECOND.multipliedBy(2));
            clock.advance(Duration.ofMillis(1));
            assertThat(events).doesNotContain("judged");
        }
        freezeFor(SECOND.multipliedBy(2));
        clock.advance(Duration.ofMillis(1));
        assertThat(events).contains("judged");
    }

    @Test
    void aPostponedJudgementCanBeCancelled() {
        var timer = loop.scheduleJudgement(SECOND, () -> events.add("judged"));
        freezeFor(SECOND.multipliedBy(2));
        clock.advance(Duration.ofMillis(1));
        timer.cancel();
        clock.advance(SECOND.multipliedBy(9));
        assertThat(events).containsExactly("read");
        assertThat(loop.pending()).isZero();
    }

    @Test
    void whatTheNetworkToldComesBeforeWhatWasDue() {
        loop.schedule(Duration.ofMillis(1), () -> events.add("timer"));
        loop.freeze();
        clock.advance(SECOND);
        loop.upcall(() -> events.add("up"));
        loop.thaw(() -> loop.execute(() -> events.add("read")));
        clock.advance(Duration.ZERO);
        assertThat(events).containsExactly("up", "read", "timer");
    }

    @Test
    void whatIsHeldOnceCanBeHeldAgain() {
        loop.schedule(Duration.ofMillis(1), () -> events.add("timer"));
        loop.freeze();
        clock.advance(SECOND);
        loop.thaw(() -> {});
        loop.freeze();
        clock.advance(SECOND);
        assertThat(events).isEmpty();
        loop.thaw(() -> {});
        clock.advance(Duration.ZERO);
        assertThat(events).containsExactly("timer");
        assertThat(loop.pending()).isZero();
    }
}
