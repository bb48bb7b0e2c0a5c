package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.simulation.network.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements of one pool in virtual time, and a registrar that answers after a while. */
class LastElementTest {
    private static final Duration RTT = Duration.ofMillis(20);
    private static final HealthChecker.Settings HEALTH =
            new HealthChecker.Settings(HealthType.HTTP, "/", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, true);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final TreeSet<Integer> registered = new TreeSet<>();
    private int fewest;
    private boolean registrarAnswers = true;

    private final class Element implements LastElement.Element {
        final int id;
        final LastElement last;
        final List<String> stays = new ArrayList<>();

        Element(int id) {
            this.id = id;
            this.last = new LastElement(new PeIdentifier(id), HEALTH, loop, this);
            registered.add(id);
            fewest = registered.size();
        }

        @Override
        public void register() {
            later(() -> registered.add(id));
        }

        @Override
        public void deregister(Runnable done) {
            later(() -> {
                registered.remove(id);
                fewest = Math.min(fewest, registered.size());
                later(done);
            });
        }

        @Override
        public void members(Consumer<List<PeIdentifier>> found, Consumer<String> failed) {
            later(() -> {
                var now = registered.stream().map(PeIdentifier::new).toList();
                later(() -> {
                    if (registrarAnswers) {
                        found.accept(now);
                    } else {
                        failed.accept("no answer");
                    }
                });
            });
        }

        @Override
        public void stays(String why) {
            stays.add(why);
        }
    }

    private void later(Runnable task) {
        loop.schedule(RTT.dividedBy(2), task);
    }

    private Element first;
    private Element second;

    @BeforeEach
    void twoElements() {
        first = new Element(1);
        second = new Element(2);
    }

    @Test
    void whoIsNotTheLastLeaves() {
        second.last.leave();
        loop.advance(RTT.multipliedBy(3));
        assertThat(registered).containsExactly(1);

        registered.add(2);
        first.last.leave();
        loop.advance(LONG);
        assertThat(registered).containsExactly(2);
        assertThat(first.stays).isEmpty();
    }

    @Test
    void theLastStaysAndSaysSo() {
        registered.remove(1);
        second.last.leave();
        loop.advance(LONG);

        assertThat(registered).containsExactly(2);
        assertThat(second.stays).containsExactly("it is the last element of its pool");
        assertThat(second.last.kept()).isTrue();
    }

    @Test
    void whoStayedLeavesWhenOthersCome() {
        registered.remove(2);
        first.last.leave();
        loop.advance(LONG);
        assertThat(registered).containsExactly(1);
        registered.add(2);
        loop.advance(LONG);

        assertThat(registered).containsExactly(2);
        assertThat(first.last.kept()).isFalse();
    }

    /** As checks of one shared database would: at once, or as far apart as their interval and timeout allow. */
    @ParameterizedTest
    @ValueSource(longs = {-2000, -1010, -1, 0, 1, 10, 30, 990, 1500, 2000})
    void twoThatFailTogetherDoNotBothLeave(long secondLaterByMillis) {
        loop.schedule(Duration.ofMillis(3000), first.last::leave);
        loop.schedule(Duration.ofMillis(3000 + secondLaterByMillis), second.last::leave);
        loop.advance(LONG);

        assertThat(registered).containsExactly(1);
        assertThat(fewest).as("at no time none").isEqualTo(1);
        assertThat(first.last.kept()).isTrue();
    }

    /** The one failure that comes just when the other has made sure: the pool comes back by itself. */
    @Test
    void aPoolThatWasEmptiedAfterAllComesBack() {
        first.last.leave();
        var patience = HEALTH.longestDifference().plusSeconds(1);
        loop.advance(patience.plus(RTT));
        second.last.leave();
        loop.advance(LONG);

        assertThat(registered).isNotEmpty();
    }

    @Test
    void withoutARegistrarItStays() {
        registrarAnswers = false;
        second.last.leave();
        loop.advance(LONG);
        assertThat(registered).contains(2);
        assertThat(second.stays).singleElement().asString().contains("no answer");

        registrarAnswers = true;
        loop.advance(LONG);
        assertThat(registered).containsExactly(1);
    }

    @Test
    void whoIsHealthyAgainHasNotLeft() {
        first.last.leave();
        loop.advance(Duration.ofSeconds(1));
        first.last.cancel();
        loop.advance(LONG);

        assertThat(registered).containsExactly(1, 2);
    }
}
