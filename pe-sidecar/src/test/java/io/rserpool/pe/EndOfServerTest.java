package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.pe.ServerVerdict.Evidence;
import io.rserpool.pe.ServerVerdict.Outcome;
import io.rserpool.simulation.network.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EndOfServerTest {
    private static final Duration CONFIRMATION = Duration.ofMillis(20);
    private static final long A = 1;
    private static final long B = 2;

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final List<String> deaths = new ArrayList<>();
    private final FakeSight sight = new FakeSight();
    private final EndOfServer ends = judge(
            found -> found.accept(new ServerLook.Listeners(sight.listeners().orElseThrow())));

    private EndOfServer judge(EndOfServer.Looks looks) {
        return new EndOfServer(looks, loop, CONFIRMATION, deaths::add);
    }

    private static Outcome outcome(FakeEnd end) {
        return end.verdict == null ? null : end.verdict.outcome();
    }

    /** Killed, and started again before anybody looks twice. */
    @Test
    void aServerThatIsStartedAgainAtOnceHasNotEndedInOrder() {
        var atOnce = new FakeEnd(A);
        sight.listen();
        ends.judge(atOnce);
        loop.advance(Duration.ZERO);
        sight.listen(B);
        var later = new FakeEnd(A);
        ends.judge(later);
        loop.advance(CONFIRMATION.multipliedBy(2));

        assertThat(outcome(atOnce)).isEqualTo(Outcome.DEAD);
        assertThat(deaths).hasSize(1);
        assertThat(outcome(later)).isEqualTo(Outcome.FAILED);
        assertThat(later.verdict.evidence()).isEqualTo(Evidence.RESTARTED);
    }

    @Test
    void theListenerMayOutliveTheConnectionOfADyingProcessForAWhile() {
        var end = new FakeEnd(A);
        sight.listen(A);
        ends.judge(end);
        loop.advance(CONFIRMATION.dividedBy(2));
        assertThat(end.verdict).isNull();
        sight.listen(B);
        loop.advance(CONFIRMATION);

        assertThat(outcome(end)).isEqualTo(Outcome.FAILED);
        assertThat(deaths).as("somebody listens").isEmpty();
    }

    @Test
    void aServerThatGoesOnListeningHasEndedInOrder() {
        var end = new FakeEnd(A);
        sight.listen(A);
        ends.judge(end);
        loop.advance(CONFIRMATION.minusMillis(1));
        assertThat(end.verdict).isNull();
        loop.advance(Duration.ofMillis(10));

        assertThat(outcome(end)).isEqualTo(Outcome.ORDERLY);
        assertThat(deaths).isEmpty();
    }

    @Test
    void whatCannotBeMovedAndWasAnsweredEndsAtOnce() {
        var orderly = new FakeEnd(A).unmovable();
        sight.listen(A);
        ends.judge(orderly);
        assertThat(orderly.verdict).as("the ends of a turn share a look").isNull();
        loop.advance(Duration.ZERO);
        assertThat(outcome(orderly)).isEqualTo(Outcome.ORDERLY);

        var dead = new FakeEnd(A).unmovable();
        sight.listen();
        ends.judge(dead);
        loop.advance(Duration.ZERO);
        assertThat(outcome(dead)).isEqualTo(Outcome.DEAD);
        assertThat(sight.looks).isEqualTo(2);
    }

    @Test
    void whatCannotBeMovedWaitsBriefly() {
        var end = new FakeEnd(A).unmovable().whileUnanswered();
        sight.listen(A);
        ends.judge(end);
        loop.advance(EndOfServer.BRIEFLY.minusNanos(1));
        assertThat(end.verdict).isNull();
        loop.advance(Duration.ofMillis(1));

        assertThat(outcome(end)).isEqualTo(Outcome.ORDERLY);
        assertThat(sight.looks).isEqualTo(1);
    }

    /** A process that ends accepts nobody: who has answered a later connection lived at the end of the earlier one. */
    @Test
    void nobodyNeedWaitForAServerThatServesOthers() {
        var end = new FakeEnd(A).unmovable().whileUnanswered();
        var movable = new FakeEnd(A);
        var unanswered = new FakeEnd(A).whileUnanswered();
        sight.listen(A);
        ends.serves(loop.nanoTime());
        ends.judge(end);
        ends.judge(movable);
        ends.judge(unanswered);
        long before = loop.nanoTime() - 1;
        loop.advance(Duration.ofNanos(1));
        ends.serves(before);
        loop.advance(Duration.ZERO);
        assertThat(end.verdict).isNull();
        ends.serves(loop.nanoTime());
        loop.advance(Duration.ZERO);

        assertThat(outcome(end)).isEqualTo(Outcome.ORDERLY);
        assertThat(outcome(movable)).isEqualTo(Outcome.ORDERLY);
        assertThat(unanswered.verdict).as("worth the wait").isNull();
    }

    @Test
    void whereSeveralListenAnotherProcessMayServeOthers() {
        var end = new FakeEnd(A, B);
        sight.listen(A, B);
        ends.judge(end);
        loop.advance(Duration.ZERO);
        assertThat(sight.looks).isEqualTo(1);
        ends.serves(loop.nanoTime() + 1);
        loop.advance(CONFIRMATION.dividedBy(2));
        assertThat(end.verdict).isNull();
        assertThat(sight.looks).as("a look that proves nothing is not made").isEqualTo(1);
        sight.listen(B);
        loop.advance(CONFIRMATION);

        assertThat(outcome(end)).isEqualTo(Outcome.FAILED);
    }

    /** It may be another run that serves others. */
    @Test
    void whoServesOthersIsLookedAt() {
        var end = new FakeEnd(A).unmovable().whileUnanswered();
        sight.listen(B);
        ends.judge(end);
        ends.serves(loop.nanoTime());
        loop.advance(Duration.ZERO);

        assertThat(outcome(end)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void manyEndsShareTheLooks() {
        sight.listen(A);
        var all = new ArrayList<FakeEnd>();
        for (int i = 0; i < 1000; i++) {
            all.add(new FakeEnd(A));
            ends.judge(all.getLast());
        }
        loop.advance(CONFIRMATION.multipliedBy(2));

        assertThat(all).allMatch(end -> outcome(end) == Outcome.ORDERLY);
        assertThat(sight.looks).isEqualTo(2);
    }

    @Test
    void deathIsToldOnceAndBeforeTheSessionsAre() {
        var told = new ArrayList<String>();
        var judge = new EndOfServer(
                found -> found.accept(new ServerLook.Listeners(Set.of())),
                loop,
                CONFIRMATION,
                text -> told.add("dead"));
        for (int i = 0; i < 3; i++) {
            judge.judge(new Told(told));
        }
        loop.advance(Duration.ZERO);

        assertThat(told).containsExactly("dead", "failed", "failed", "failed");
    }

    private static final class Told implements ServerEnd {
        private final FakeEnd end = new FakeEnd(A);
        private final List<String> told;

        Told(List<String> told) {
            this.told = told;
        }

        @Override
        public boolean reset() {
            return end.reset();
        }

        @Override
        public boolean unanswered() {
            return end.unanswered();
        }

        @Override
        public boolean movable() {
            return end.movable();
        }

        @Override
        public Set<Long> run() {
            return end.run();
        }

        @Override
        public boolean outlivedListeners() {
            return end.outlivedListeners();
        }

        @Override
        public boolean endedSendingOnly() {
            return end.endedSendingOnly();
        }

        @Override
        public void judged(ServerVerdict verdict) {
            told.add("failed");
        }
    }

    /** Looks that connect take time; what ends meanwhile needs a later one, unless nobody listens. */
    @Test
    void aLookThatBeganBeforeAnEndProvesNothingOfIt() {
        var under = new ArrayList<Consumer<ServerLook>>();
        var judge = new EndOfServer(under::add, loop, Duration.ZERO, deaths::add);
        var first = new FakeEnd();
        judge.judge(first);
        loop.advance(Duration.ofMillis(1));
        var second = new FakeEnd();
        judge.judge(second);
        under.removeFirst().accept(new ServerLook.Open());
        assertThat(outcome(first)).isEqualTo(Outcome.ORDERLY);
        assertThat(second.verdict).isNull();
        loop.advance(Duration.ofMillis(1));
        var third = new FakeEnd();
        judge.judge(third);
        under.removeFirst().accept(new ServerLook.Refused("refused"));

        assertThat(outcome(second)).isEqualTo(Outcome.DEAD);
        assertThat(outcome(third)).isEqualTo(Outcome.DEAD);
        assertThat(deaths).containsExactly("refused");
    }
}
