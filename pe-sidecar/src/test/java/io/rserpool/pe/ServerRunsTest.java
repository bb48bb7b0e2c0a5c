package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.simulation.network.VirtualEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerRunsTest {
    private static final long A = 1;
    private static final long B = 2;

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final FakeSight sight = new FakeSight();
    private final AtomicInteger nobody = new AtomicInteger();
    private final ServerRuns runs = new ServerRuns(sight, loop, nobody::incrementAndGet);

    private static final class Session implements ServerRuns.Member {
        private boolean held = true;
        private boolean outlived;
        private int asked;

        @Override
        public boolean isHeld() {
            asked++;
            return held;
        }

        @Override
        public void outlivedListeners() {
            outlived = true;
        }
    }

    private void pass(int intervals) {
        loop.advance(ServerRuns.INTERVAL.multipliedBy(intervals));
    }

    @Test
    void sessionsThatBeginAtATimeShareALook() {
        sight.listen(A);
        var begun = new ArrayList<ServerRuns.Run>();
        for (int i = 0; i < 1000; i++) {
            begun.add(runs.join(new Session()));
        }
        assertThat(sight.looks).isEqualTo(1);
        assertThat(begun).allMatch(run -> run.listeners().contains(A));
        pass(5);
        assertThat(sight.looks).isEqualTo(6);
    }

    @Test
    void withoutSessionsNobodyLooks() {
        sight.listen(A);
        var session = new Session();
        var run = runs.join(session);
        runs.leave(run, session);
        pass(10);

        assertThat(sight.looks).isEqualTo(1);
        assertThat(runs.join(session).listeners()).containsExactly(A);
        assertThat(sight.looks).as("the last look is too old").isEqualTo(2);
    }

    @Test
    void aServerThatIsStartedAgainIsAnotherRun() {
        sight.listen(A);
        var before = runs.join(new Session());
        sight.listen(B);
        pass(1);

        assertThat(runs.join(new Session()).listeners()).containsExactly(B);
        assertThat(before.listeners()).containsExactly(A);
    }

    @Test
    void whoHoldsAConnectionLongAfterTheListenerWasClosedLives() {
        sight.listen(A);
        var stopping = new Session();
        var dead = new Session();
        runs.join(stopping);
        runs.join(dead);
        dead.held = false;
        sight.listen();
        pass(1);
        assertThat(nobody).hasPositiveValue();
        assertThat(stopping.asked).as("a dying process might hold it yet").isZero();
        pass(5);

        assertThat(stopping.outlived).isTrue();
        assertThat(dead.outlived).isFalse();
        assertThat(stopping.asked).isEqualTo(1);
    }

    /** As at a rolling restart with SO_REUSEPORT. */
    @Test
    void aListenerBesideItDoesNotHideThatTheFirstIsGone() {
        sight.listen(A);
        var session = new Session();
        runs.join(session);
        sight.listen(A, B);
        pass(1);
        sight.listen(B);
        pass(6);

        assertThat(session.outlived).isTrue();
        assertThat(nobody).hasValue(0);
    }

    @Test
    void manyAreAskedInSeveralTurns() {
        sight.listen(A);
        var all = new ArrayList<Session>();
        for (int i = 0; i < 500; i++) {
            all.add(new Session());
            runs.join(all.getLast());
        }
        sight.listen();
        pass(6);

        assertThat(all).allMatch(session -> session.outlived);
    }

    @Test
    void whereNothingCanBeSeenRunsAreNotToldApart() {
        sight.hide();
        assertThat(runs.join(new Session()).listeners()).isEmpty();
        pass(10);
        assertThat(List.of(nobody.get())).containsExactly(0);
    }
}
