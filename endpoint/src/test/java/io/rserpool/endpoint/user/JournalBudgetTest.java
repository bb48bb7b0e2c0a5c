package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.failover.FailoverSettings;
import io.rserpool.endpoint.failover.Unprotected;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journals of all sessions of a process share what memory there is for them. */
class JournalBudgetTest {
    private static final SessionOptions REPLAY = SessionOptions.DEFAULT.withMode(FailoverMode.REPLAY);
    private static final int BUDGET = 256 << 10;

    /** By when an element that fell silent is dead. */
    private static final Duration DEATH = Duration.ofSeconds(20);

    private final Lab lab = new Lab(1);
    private final EchoServer server = new EchoServer();
    private Lab.Element element;
    private PoolUser user;

    @BeforeEach
    void pool() {
        lab.registrar(1);
        element = lab.registeredElement(1, server);
        user = lab.user(PoolUserOptions.DEFAULT.withSctp(lab.sctp).withJournalBudget(BUDGET));
    }

    private TestClient client(int bytes) {
        return sends(TestClient.open(user, REPLAY), bytes);
    }

    private TestClient sends(TestClient client, int bytes) {
        var expected = client.answer.size() + bytes;
        client.send(new byte[bytes]);
        lab.run(() -> client.answer.size() == expected);
        return client;
    }

    @Test
    void beyondTheBudgetTheLargestLoseTheirProtectionAndEveryoneGoesOn() {
        var small = new ArrayList<TestClient>();
        for (int i = 0; i < 50; i++) {
            small.add(client(400));
        }
        var large = client(150_000);
        assertThat(large.session.unprotected()).isEmpty();
        var middle = client(100_000);
        assertThat(large.session.unprotected()).contains(Unprotected.JOURNAL_BUDGET);
        assertThat(middle.session.unprotected()).isEmpty();
        sends(large, 100_000);
        assertThat(small)
                .allSatisfy(each -> assertThat(each.session.unprotected()).isEmpty());
        assertThat(lab.metrics.journalsGivenUp.sum()).isEqualTo(1);
        assertThat(lab.metrics.journalOverflows.sum()).isZero();
        assertThat(user.shared().journals().used()).isLessThanOrEqualTo(BUDGET);

        lab.registeredElement(2, new EchoServer());
        element.crash();
        lab.loop.runUntil(DEATH, () -> large.closed && middle.failovers.size() == 1);
        assertThat(large.reset).isEqualTo(Reason.SERVER_FAILED);
        lab.run(() -> small.stream().allMatch(each -> each.failovers.size() == 1));
        small.forEach(each -> each.session.reset());
        middle.session.reset();
        assertThat(user.shared().journals().used()).isZero();
        assertThat(lab.metrics.journalBytesActive.sum()).isZero();
    }

    @Test
    void aJournalThatIsNeededJustNowIsKept() {
        var large = client(150_000);
        element.crash();
        lab.loop.runUntil(DEATH, () -> large.events.contains("interrupted 1"));
        var other = new EchoServer();
        other.accepting = false;
        lab.registeredElement(2, other);
        lab.run(() -> !other.connections.isEmpty());
        var budget = user.shared().journals();
        var wanting = FailoverMode.REPLAY.begin(
                FailoverSettings.DEFAULT, new Failover.Setting(1 << 20, budget, lab.metrics, () -> true, why -> {}));
        wanting.sent(ByteBuffer.allocate(120_000));
        assertThat(wanting.isProtected()).isFalse();
        assertThat(large.session.unprotected()).isEmpty();
        other.last().session.accept();
        lab.run(() -> large.failovers.size() == 1);
    }

    @Test
    void oneThatNeedsMoreThanThereIsLosesItsOwn() {
        var small = client(400);
        var client = client(300_000);
        assertThat(client.session.unprotected()).contains(Unprotected.JOURNAL_BUDGET);
        assertThat(client.events).contains("journal overflow");
        assertThat(small.session.unprotected()).isEmpty();
    }
}
