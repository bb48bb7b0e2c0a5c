package io.rserpool.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerQueueTest {
    private final TimerQueue queue = new TimerQueue();

    @Test
    void comesOutByDeadlineThenByOrder() {
        var random = new Random(7);
        var all = new ArrayList<TimerQueue.Entry>();
        for (int i = 0; i < 5_000; i++) {
            var entry = new TimerQueue.Entry(random.nextInt(500), i, () -> {});
            all.add(entry);
            queue.add(entry);
        }
        var kept = new ArrayList<TimerQueue.Entry>();
        for (var entry : all) {
            if (random.nextBoolean()) {
                queue.cancel(entry);
            } else {
                kept.add(entry);
            }
        }
        assertThat(queue.size()).isEqualTo(kept.size());
        kept.sort(Comparator.comparingLong((TimerQueue.Entry e) -> e.deadline)); // stable, so ties keep their order
        assertThat(drain(Long.MAX_VALUE / 2)).containsExactlyElementsOf(kept);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void onlyWhatIsDueComesOut() {
        queue.add(new TimerQueue.Entry(10, 0, () -> {}));
        assertThat(queue.pollDue(9)).isNull();
        assertThat(queue.nextDeadline(0)).isEqualTo(10);
        assertThat(queue.pollDue(10)).isNotNull();
        assertThat(queue.nextDeadline(42)).isEqualTo(42);
    }

    @Test
    void deadlinesMayOverflow() {
        var late = new TimerQueue.Entry(Long.MIN_VALUE + 5, 0, () -> {});
        var early = new TimerQueue.Entry(Long.MAX_VALUE - 5, 1, () -> {});
        queue.add(late);
        queue.add(early);
        assertThat(queue.pollDue(Long.MAX_VALUE)).isSameAs(early);
        assertThat(queue.pollDue(Long.MAX_VALUE)).isNull();
        assertThat(queue.pollDue(Long.MIN_VALUE + 5)).isSameAs(late);
    }

    @Test
    void cancelledBeforeAddedIsNotAdded() {
        var entry = new TimerQueue.Entry(1, 0, () -> {});
        queue.cancel(entry);
        queue.add(entry);
        assertThat(queue.isEmpty()).isTrue();
    }

    private List<TimerQueue.Entry> drain(long now) {
        var result = new ArrayList<TimerQueue.Entry>();
        for (var due = queue.pollDue(now); due != null; due = queue.pollDue(now)) {
            result.add(due);
        }
        return result;
    }
}
