package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.failover.Unprotected;
import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.sctp.SctpOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final SessionOptions RECONNECT = SessionOptions.DEFAULT;
    private static final SessionOptions REPLAY = RECONNECT.withMode(FailoverMode.REPLAY);
    private static final Duration DEAD = VirtualNetwork.failureTime(SctpOptions.FAST);

    private final Lab lab = new Lab(1);
    private final EchoServer first = new EchoServer();
    private final EchoServer second = new EchoServer();
    private Lab.Element one;
    private Lab.Element two;
    private PoolUser user;

    @BeforeEach
    void pool() {
        lab.registrar(1);
        one = lab.registeredElement(1, first);
        user = lab.user();
    }

    private void addSecond() {
        two = lab.registeredElement(2, second);
    }

    @Test
    void carriesBytesBothWaysAndEndsInOrder() {
        var client = TestClient.open(user, RECONNECT).send("hello");
        lab.run(() -> client.text().equals("hello"));
        client.send(", world").end();
        lab.run(() -> client.closed);
        assertThat(client.text()).isEqualTo("hello, world");
        assertThat(client.events).containsExactly("connected 1", "end");
        lab.advance(Duration.ofSeconds(1));
        assertThat(first.last().events).containsExactly("end", "closed");
        assertThat(lab.metrics.sessionsActive.sum()).isZero();
    }

    @Test
    void replayGoesOnAtAnotherElement() {
        addSecond();
        var client = TestClient.open(user, REPLAY).send("hello");
        lab.run(() -> client.text().equals("hello"));
        (first.connections.isEmpty() ? two : one).crash();
        client.send(", world").end();
        lab.run(() -> client.closed);
        assertThat(client.text()).isEqualTo("hello, world");
        assertThat(client.failovers).hasSize(1);
        assertThat(client.failovers.getFirst().skippedBytes()).isEqualTo(5);
        assertThat(client.failovers.getFirst().kind()).isEqualTo(FailureKind.UNREACHABLE);
    }

    @Test
    void reconnectEndsWhenItsElementIsDead() {
        var client = TestClient.open(user, RECONNECT).send("hello");
        lab.run(() -> client.text().equals("hello"));
        one.crash();
        lab.advance(DEAD);
        lab.run(() -> client.closed);
        assertThat(client.events).containsExactly("connected 1", "reset SERVER_FAILED");
    }

    private TestClient connected(SessionOptions options) {
        var client = TestClient.open(user, options).send("hello");
        lab.run(() -> client.text().equals("hello"));
        return client;
    }

    @Test
    void aHalfClosedClientIsHalfClosedAtTheNextElementToo() {
        addSecond();
        var client = TestClient.open(user, REPLAY);
        lab.run(() -> client.session.element().isPresent());
        var serving = client.session.element().orElseThrow().identifier().value();
        (serving == 1 ? first : second).last().session.consumed(0);
        client.send("question").end();
        (serving == 1 ? one : two).crash();
        lab.run(() -> client.closed);
        assertThat(client.text()).isEqualTo("question");
        assertThat((serving == 1 ? second : first).last().events).startsWith("end");
    }

    @Test
    void anEndFollowedByTheElementsDeathIsAnEnd() {
        addSecond();
        var client = connected(REPLAY);
        var serving = client.session.element().orElseThrow().identifier().value();
        (serving == 1 ? first : second).last().session.end();
        lab.run(() -> client.ended);
        (serving == 1 ? one : two).crash();
        lab.advance(Duration.ofSeconds(3));
        assertThat(client.closed).isFalse();
        client.end();
        assertThat(client.closed).isTrue();
        assertThat(client.events).last().isEqualTo("end");
        assertThat(client.failovers).isEmpty();
    }

    @Test
    void aClientThatWritesToAServerThatHasEndedAndIsGoneIsReset() {
        var client = connected(RECONNECT);
        first.last().session.end();
        lab.run(() -> client.ended);
        one.crash();
        lab.advance(Duration.ofSeconds(30));
        assertThat(client.closed).isFalse();
        client.send("nobody listens");
        assertThat(client.events).containsExactly("connected 1", "end", "reset ABORTED");
        assertThat(client.closed).isTrue();
        assertThat(client.unsent()).isEqualTo("nobody listens".length());
    }

    @Test
    void aServerThatHasEndedAndRefusesBytesIsNoFailureOfTheElement() {
        for (var reason : List.of(Reason.ABORTED, Reason.SERVER_FAILED)) {
            var client = connected(REPLAY);
            first.last().session.end();
            lab.run(() -> client.ended);
            client.send("more");
            first.last().session.reset(reason, "takes no more bytes");
            lab.run(() -> client.closed);
            assertThat(client.events).containsExactly("connected 1", "end", "reset ABORTED");
            var next = TestClient.open(user, RECONNECT.withFailoverTimeout(Duration.ofMillis(100)))
                    .send("again");
            lab.run(() -> next.text().equals("again"));
        }
    }

    @Test
    void aClientThatHasEndedTooMissesNothingWhenTheServerRefusesItsBytes() {
        var client = connected(REPLAY);
        var session = first.last().session;
        session.end();
        client.end();
        session.reset(Reason.ABORTED, "takes no more bytes");
        lab.run(() -> client.closed);
        assertThat(client.events).containsExactly("connected 1", "end");
    }

    @Test
    void aJournalThatIsFullCostsTheGuaranteeAndNoMemory() {
        addSecond();
        var client = connected(REPLAY.withJournalLimit(10));
        assertThat(client.session.unprotected()).isEmpty();
        client.send("more than that");
        lab.run(() -> client.text().equals("hellomore than that"));
        assertThat(client.session.unprotected()).contains(Unprotected.JOURNAL_LIMIT);
        assertThat(lab.metrics.journalBytesActive.sum()).isZero();
        one.crash();
        two.crash();
        lab.advance(DEAD);
        lab.run(() -> client.closed);
        assertThat(client.events).contains("journal overflow").last().isEqualTo("reset SERVER_FAILED");
    }

    @Test
    void anotherAnswerThanBeforeIsDivergence() {
        addSecond();
        var client = connected(REPLAY);
        var serving = client.session.element().orElseThrow().identifier().value();
        var liar = new IncomingSessions() {
            @Override
            public IncomingSession.Handler onOpen(IncomingSession session) {
                session.accept();
                session.send(ByteBuffer.wrap("hallo".getBytes(StandardCharsets.UTF_8)));
                return IncomingSession.Handler.IGNORE;
            }
        };
        one.crash();
        two.crash();
        lab.pools.clear();
        lab.registeredElement(3, liar);
        lab.run(() -> client.closed);
        assertThat(serving).isIn(1, 2);
        assertThat(client.events).last().isEqualTo("reset DIVERGED");
        assertThat(client.detail).doesNotContain("http");
        assertThat(lab.metrics.diverged.sum()).isEqualTo(1);
        assertThat(client.text()).isEqualTo("hello");
    }

    @Test
    void anUnknownPoolIsWaitedFor() {
        var handle = PoolHandle.of("later");
        var client = new TestClient();
        client.session = user.open(handle, RECONNECT, client);
        lab.advance(Duration.ofSeconds(5));
        assertThat(client.closed).isFalse();
        lab.pools.put(handle, lab.pools.get(Lab.POOL));
        var took = lab.loop.runUntil(
                Duration.ofSeconds(2), () -> client.session.element().isPresent());
        assertThat(took).isLessThan(Duration.ofMillis(300));
    }

    @Test
    void aPoolThatStaysUnknownFailsTheSessionInTimeAndSaysWhy() {
        var client = new TestClient();
        var handle = PoolHandle.of("nowhere");
        client.session = user.open(handle, RECONNECT.withFailoverTimeout(Duration.ofSeconds(3)), client);
        var took = lab.loop.runUntil(Duration.ofSeconds(10), () -> client.closed);
        assertThat(took).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3300));
        assertThat(client.failed).contains("nowhere", "unknown pool handle", "3000 ms");
    }

    @Test
    void aRejectedSessionGoesElsewhereAlsoInReconnectMode() {
        addSecond();
        one.acceptor.close();
        var rejecting = new IncomingSessions() {
            @Override
            public IncomingSession.Handler onOpen(IncomingSession session) {
                session.reset(Reason.REJECTED, "full");
                return IncomingSession.Handler.IGNORE;
            }
        };
        lab.registeredElement(3, rejecting);
        for (int i = 0; i < 5; i++) {
            var client = TestClient.open(user, RECONNECT).send("hello").end();
            lab.run(() -> client.closed);
            assertThat(client.text()).isEqualTo("hello");
        }
    }

    @Test
    void aUnreachableElementIsReportedOnceForAllItsSessions() {
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 10; i++) {
            clients.add(connected(REPLAY));
        }
        lab.network.cut("10.0.3.1", Lab.elementHost(1));
        lab.advance(DEAD.plusSeconds(1));
        assertThat(clients).allSatisfy(client -> assertThat(client.events).contains("interrupted 1"));
        assertThat(lab.registrars.getFirst().received(EndpointUnreachable.class))
                .hasSize(1);
        lab.network.heal();
        lab.run(() -> clients.stream().allMatch(client -> client.failovers.size() == 1));
    }

    @Test
    void moreSessionsThanStreamsGetMoreAssociations() {
        lab.limits = new SessionLimits(SessionLimits.DEFAULT.window(), 4);
        user = lab.user();
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 10; i++) {
            clients.add(connected(RECONNECT));
        }
        assertThat(one.acceptor.associations()).isEqualTo(3);
        clients.forEach(client -> client.end());
        lab.run(() -> clients.stream().allMatch(client -> client.closed));
        lab.advance(PoolUserOptions.DEFAULT.idleTimeout().plusSeconds(1));
        assertThat(one.acceptor.associations()).isZero();
        connected(RECONNECT);
        assertThat(one.acceptor.associations()).isEqualTo(1);
    }

    @Test
    void aSlowReaderHoldsNoMoreThanTheWindow() {
        var client = TestClient.open(user, RECONNECT);
        client.reading = false;
        client.send(new byte[3 << 20]);
        lab.advance(Duration.ofSeconds(5));
        assertThat(client.unread).isEqualTo(lab.limits.window());
        assertThat(first.last().held).isLessThanOrEqualTo(lab.limits.window());
        assertThat(client.unsent()).isGreaterThan(2 << 20);
        client.reading = true;
        client.read(client.unread);
        client.end();
        lab.run(() -> client.closed);
        assertThat(client.answer.size()).isEqualTo(3 << 20);
    }

    @Test
    void serversThatDieOfWhatTheClientSendsAreNotKilledForever() {
        var poisoned = new IncomingSessions() {
            @Override
            public IncomingSession.Handler onOpen(IncomingSession session) {
                session.accept();
                return new IncomingSession.Handler() {
                    @Override
                    public void onData(ByteBuffer bytes) {
                        session.reset(Reason.SERVER_FAILED, "segmentation fault");
                    }
                };
            }
        };
        lab.registeredElement(2, poisoned);
        one.crash();
        lab.pools.get(Lab.POOL).remove(one.element.identifier());
        var client = TestClient.open(user, REPLAY.withMaxFutileFailovers(5)).send("poison");
        lab.run(() -> client.closed);
        assertThat(client.reset).isEqualTo(Reason.SERVER_FAILED);
        assertThat(client.failovers).hasSizeLessThan(6).allSatisfy(failover -> assertThat(failover.kind())
                .isEqualTo(FailureKind.SERVER));
    }

    @Test
    void aClientThatIsGoneResetsItsServersConnection() {
        var client = connected(RECONNECT);
        client.session.reset();
        assertThat(client.closed).isTrue();
        lab.advance(Duration.ofSeconds(1));
        assertThat(first.last().events).containsExactly("reset ABORTED", "closed");
    }
}
