package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An element that does not answer may only be slow: what can move does, nothing is cut before it is dead. */
class SuspicionTest {
    private static final SessionOptions RECONNECT = SessionOptions.DEFAULT;
    private static final SessionOptions REPLAY = RECONNECT.withMode(FailoverMode.REPLAY);
    private static final Duration SUSPECT = VirtualNetwork.suspectTime(SctpOptions.FAST);
    private static final Duration DEAD = VirtualNetwork.failureTime(SctpOptions.FAST);

    private final Lab lab = new Lab(1);
    private final List<EchoServer> servers = List.of(new EchoServer(), new EchoServer(), new EchoServer());
    private PoolUser user;

    @BeforeEach
    void registrar() {
        lab.registrar(1);
        user = lab.user();
    }

    private void elements(boolean multiplexing, int... numbers) {
        for (var number : numbers) {
            var server = servers.get(number);
            lab.registered(multiplexing ? lab.element(number, server) : lab.directElement(number, server));
        }
    }

    private TestClient connected(SessionOptions options) {
        var client = TestClient.open(user, options).send("hello");
        lab.run(() -> client.text().equals("hello"));
        return client;
    }

    private static long element(TestClient client) {
        return client.session.element().orElseThrow().identifier().value();
    }

    private void silence(long element) {
        lab.network.freeze(Lab.elementHost((int) element), true);
    }

    private void wake(long element) {
        lab.network.thaw(Lab.elementHost((int) element));
    }

    private long reports() {
        return lab.registrars.getFirst().received(EndpointUnreachable.class).size();
    }

    /** Both kinds of elements, times from less than a suspicion to just not a death. */
    @ParameterizedTest
    @ValueSource(longs = {300, 500, 700, 2_000, 5_000, 9_000, -300, -700, -5_000, -9_000})
    void whoComesBackInTimeHasLostNobody(long time) {
        var millis = Math.abs(time);
        elements(time > 0, 1);
        var unprotected = connected(RECONNECT);
        var alone = connected(REPLAY);
        silence(1);
        unprotected.send(", world");
        alone.send("!");
        lab.advance(Duration.ofMillis(millis));
        assertThat(unprotected.events).containsExactly("connected 1");
        assertThat(alone.events).containsExactly("connected 1");
        wake(1);
        lab.run(() -> unprotected.text().equals("hello, world") && alone.text().equals("hello!"));
        lab.advance(DEAD.multipliedBy(2));
        unprotected.send(".").end();
        alone.end();
        lab.loop.runUntil(Duration.ofSeconds(20), () -> unprotected.closed && alone.closed);
        assertThat(unprotected.text()).isEqualTo("hello, world.");
        assertThat(unprotected.events).containsExactly("connected 1", "end");
        assertThat(alone.events).containsExactly("connected 1", "end");
        assertThat(reports()).isZero();
        assertThat(servers.get(1).connections).hasSize(2).allSatisfy(connection -> assertThat(connection.events)
                .contains("end")
                .doesNotContain("reset ABORTED"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void protectedSessionsMoveAndUnprotectedOnesStay(boolean multiplexing) {
        elements(multiplexing, 1);
        var moving = connected(REPLAY);
        var staying = connected(RECONNECT);
        elements(multiplexing, 2);
        silence(1);
        moving.send(", world");
        staying.send(", world");
        var took = lab.loop.runUntil(Duration.ofSeconds(1), () -> moving.text().equals("hello, world"));
        assertThat(took).isLessThan(SUSPECT.plusMillis(100));
        assertThat(moving.events).containsExactly("connected 1", "interrupted 1", "failover 1 to 2");
        assertThat(staying.events).containsExactly("connected 1");
        lab.advance(Duration.ofSeconds(5));
        wake(1);
        lab.run(() -> staying.text().equals("hello, world"));
        assertThat(moving.events).hasSize(3);
        assertThat(element(moving)).isEqualTo(2);
        assertThat(reports()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theDeadAreCutAndReportedWithTheCause(boolean multiplexing) {
        elements(multiplexing, 1);
        var session = connected(RECONNECT);
        elements(multiplexing, 2);
        silence(1);
        session.send("more");
        lab.advance(DEAD.minusSeconds(1));
        assertThat(session.closed).isFalse();
        assertThat(reports()).isZero();
        lab.run(() -> session.closed);
        assertThat(session.reset).isEqualTo(Reason.SERVER_FAILED);
        assertThat(session.detail).contains("does not answer", Lab.elementHost(1));
        lab.run(() -> reports() == 1);
    }

    /** The registrar learns of a death, although all sessions had left by then. */
    @Test
    void theDeathOfAnElementThatAllHaveLeftIsReportedOnce() {
        elements(true, 1);
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 10; i++) {
            clients.add(connected(REPLAY));
        }
        elements(true, 2);
        silence(1);
        lab.run(() -> clients.stream().allMatch(client -> client.failovers.size() == 1));
        lab.advance(DEAD.minusSeconds(2));
        assertThat(reports()).isZero();
        lab.advance(Duration.ofSeconds(5));
        assertThat(reports()).isEqualTo(1);
        assertThat(lab.metrics.failovers.sum()).isEqualTo(10);
    }

    @Test
    void newSessionsAvoidTheSuspectAsLongAsThereAreOthers() {
        elements(true, 1, 2);
        connected(RECONNECT);
        connected(RECONNECT);
        silence(1);
        lab.advance(Duration.ofSeconds(3));
        for (int i = 0; i < 5; i++) {
            assertThat(element(connected(RECONNECT))).isEqualTo(2);
        }
        wake(1);
        lab.advance(Duration.ofSeconds(1));
        var later = Set.of(element(connected(RECONNECT)), element(connected(RECONNECT)));
        assertThat(later).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void ofSuspectsOnlyOneIsUsedAndAnOpenSessionWaitsForIt() {
        elements(true, 1);
        connected(RECONNECT);
        silence(1);
        lab.advance(Duration.ofSeconds(2));
        var client = TestClient.open(user, RECONNECT).send("hello");
        lab.advance(Duration.ofSeconds(5));
        assertThat(client.events).isEmpty();
        wake(1);
        lab.run(() -> client.text().equals("hello"));
    }

    /** There is no other one when the element falls silent, but soon after. */
    @Test
    void whoHadToStayMovesWhenAnotherElementAppears() {
        elements(true, 1);
        var client = connected(REPLAY);
        silence(1);
        lab.advance(Duration.ofSeconds(2));
        elements(true, 2);
        lab.run(() -> client.failovers.size() == 1);
        client.send("!").end();
        lab.run(() -> client.closed);
        assertThat(client.text()).isEqualTo("hello!");
    }

    /** Neither has a byte of it: it can begin anywhere. */
    @Test
    void anUntouchedSessionMovesWhateverItsMode() {
        elements(true, 1);
        var client = TestClient.open(user, RECONNECT);
        lab.run(() -> client.session.element().isPresent());
        elements(true, 2);
        silence(1);
        lab.run(() -> client.failovers.size() == 1);
        client.send("hello").end();
        lab.run(() -> client.closed);
        assertThat(client.text()).isEqualTo("hello");
        assertThat(servers.get(2).connections).hasSize(1);
    }

    /** Each fault of a flapping network costs a move at most; none counts against the session. */
    @Test
    void elementsThatAreSilentInTurnDoNotEndAProtectedSession() {
        elements(true, 1, 2);
        var client = connected(REPLAY.withMaxFutileFailovers(2));
        for (int i = 0; i < 10; i++) {
            var current = element(client);
            silence(current);
            var failovers = client.failovers.size();
            lab.run(() -> client.failovers.size() > failovers);
            wake(current);
            lab.advance(Duration.ofSeconds(3));
        }
        client.send("!").end();
        lab.run(() -> client.closed);
        assertThat(client.text()).isEqualTo("hello!");
        assertThat(client.reset).isNull();
    }

    @Test
    void aSilentElementIsNotReportedBecauseNobodyGetsThroughForAWhile() {
        elements(true, 1);
        silence(1);
        var client = TestClient.open(user, RECONNECT).send("hello");
        lab.advance(Duration.ofSeconds(5));
        assertThat(reports()).isZero();
        lab.advance(Duration.ofSeconds(8));
        assertThat(reports()).isPositive();
        wake(1);
        lab.run(() -> client.text().equals("hello"));
    }

    @Test
    void anElementThatHasForgottenTheAssociationIsTriedAgainBeforeAnybodyFails() {
        elements(true, 1);
        var idle = TestClient.open(user, RECONNECT);
        var replayed = connected(REPLAY);
        var unprotected = connected(RECONNECT);
        lab.network.crash(Lab.elementHost(1));
        elements(true, 1);
        lab.run(() -> unprotected.closed);
        assertThat(unprotected.reset).isEqualTo(Reason.SERVER_FAILED);
        assertThat(unprotected.detail).contains("restarted");
        lab.run(() -> idle.failovers.size() == 1 && replayed.failovers.size() == 1);
        replayed.send("!");
        idle.send("late");
        lab.run(() -> replayed.text().equals("hello!") && idle.text().equals("late"));
        assertThat(reports()).isZero();
    }

    @Test
    void aSuspectRegistrarStaysUntilThereIsAnother() {
        elements(true, 1);
        var host = Lab.registrarHost(1);
        connected(RECONNECT);
        lab.network.freeze(host, true);
        lab.advance(Duration.ofSeconds(8));
        lab.network.thaw(host);
        lab.advance(Duration.ofSeconds(3));
        connected(RECONNECT);
    }
}
