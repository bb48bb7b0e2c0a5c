package io.rserpool.pe;

import static io.rserpool.pe.ServerVerdict.Evidence.HOLDS;
import static io.rserpool.pe.ServerVerdict.Evidence.LISTENS;
import static io.rserpool.pe.ServerVerdict.Evidence.NOBODY;
import static io.rserpool.pe.ServerVerdict.Evidence.NOT_SEEN;
import static io.rserpool.pe.ServerVerdict.Evidence.OPEN;
import static io.rserpool.pe.ServerVerdict.Evidence.REFUSED;
import static io.rserpool.pe.ServerVerdict.Evidence.RESTARTED;
import static io.rserpool.pe.ServerVerdict.Evidence.STOPPED;
import static io.rserpool.pe.ServerVerdict.Outcome.ABORTED;
import static io.rserpool.pe.ServerVerdict.Outcome.DEAD;
import static io.rserpool.pe.ServerVerdict.Outcome.FAILED;
import static io.rserpool.pe.ServerVerdict.Outcome.ORDERLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.pe.ServerVerdict.Evidence;
import io.rserpool.pe.ServerVerdict.Outcome;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of docs/server-end.md. */
class ServerVerdictTest {
    private static final long A = 1;
    private static final long B = 2;

    private static ServerLook listen(Long... inodes) {
        return new ServerLook.Listeners(Set.of(inodes));
    }

    private static FakeEnd fin() {
        return new FakeEnd(A);
    }

    static Stream<Arguments> table() {
        var open = new ServerLook.Open();
        var refused = new ServerLook.Refused("Connection refused");
        var unknown = new ServerLook.Unknown();
        return Stream.of(
                row(fin().ofOneDirection(), listen(A), ORDERLY, HOLDS),
                row(fin().ofOneDirection(), listen(), ORDERLY, HOLDS),
                row(fin(), listen(A), ORDERLY, LISTENS),
                row(fin(), listen(A, B), ORDERLY, LISTENS),
                row(fin().whileUnanswered(), listen(A), ORDERLY, LISTENS),
                row(fin().byReset(), listen(A), ABORTED, LISTENS),
                row(fin().byReset().whileUnanswered(), listen(A), FAILED, LISTENS),
                row(fin(), listen(), DEAD, NOBODY),
                row(fin().byReset(), listen(), DEAD, NOBODY),
                row(fin(), listen(B), FAILED, RESTARTED),
                row(fin().byReset(), listen(B), FAILED, RESTARTED),
                row(new FakeEnd(A, B), listen(B), FAILED, RESTARTED),
                row(fin().afterItsListeners(), listen(), ORDERLY, STOPPED),
                row(fin().afterItsListeners(), listen(B), ORDERLY, STOPPED),
                row(fin().afterItsListeners().whileUnanswered(), listen(), FAILED, STOPPED),
                row(fin().afterItsListeners().byReset(), listen(), ABORTED, STOPPED),
                row(fin().afterItsListeners().byReset().whileUnanswered(), listen(), FAILED, STOPPED),
                row(new FakeEnd(), listen(A), ORDERLY, LISTENS),
                row(new FakeEnd(), listen(), DEAD, NOBODY),
                row(new FakeEnd(), open, ORDERLY, OPEN),
                row(new FakeEnd().byReset(), open, ABORTED, OPEN),
                row(new FakeEnd().byReset().whileUnanswered(), open, FAILED, OPEN),
                row(new FakeEnd(), refused, DEAD, REFUSED),
                row(new FakeEnd(), unknown, ORDERLY, NOT_SEEN),
                row(new FakeEnd().byReset().whileUnanswered(), unknown, FAILED, NOT_SEEN));
    }

    private static Arguments row(FakeEnd end, ServerLook look, Outcome outcome, Evidence evidence) {
        return Arguments.of(end, look, outcome, evidence);
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatAnEndIs(FakeEnd end, ServerLook look, Outcome outcome, Evidence evidence) {
        var verdict = ServerVerdict.of(end, look, true).orElseThrow();

        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(verdict.evidence()).isEqualTo(evidence);
        assertThat(verdict.text(end.reset())).contains(evidence.text());
    }

    /** A dying process closes its sockets in any order: that one listens yet proves little. */
    @ParameterizedTest
    @MethodSource("table")
    void thatItLivesIsCertainOnlyAfterAWhile(FakeEnd end, ServerLook look, Outcome outcome, Evidence evidence) {
        boolean lives = Set.of(LISTENS, OPEN, NOT_SEEN).contains(evidence);

        assertThat(ServerVerdict.of(end, look, false).isEmpty()).isEqualTo(lives);
    }
}
