package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final PoolHandle POOL = PoolHandle.of("pool");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RetryBudget budget = new RetryBudget();

    private long waitAfter(int retries, long now) {
        for (int i = 0; i < retries; i++) {
            assertThat(budget.take(POOL, now)).isZero();
        }
        return budget.take(POOL, now).toMillis();
    }

    @Test
    void tenAreAlwaysFreeAndTenASecond() {
        budget.join(POOL, 0);
        assertThat(waitAfter(10, 0)).isEqualTo(100);
        assertThat(budget.take(POOL, 0).toMillis()).isEqualTo(200);
        assertThat(waitAfter(0, 100 * SECOND)).isZero();
        assertThat(waitAfter(9, 100 * SECOND)).isEqualTo(100);
    }

    @Test
    void eachSessionMayOnceAndLaterAFifthOfThemASecond() {
        for (int i = 0; i < 1000; i++) {
            budget.join(POOL, 0);
        }
        assertThat(waitAfter(1000, 0)).isEqualTo(5);
        for (int i = 1; i < 1000; i++) {
            assertThat(budget.take(POOL, 0)).isLessThanOrEqualTo(Duration.ofSeconds(5));
        }
        assertThat(budget.take(PoolHandle.of("another"), 0)).isZero();
        for (int i = 0; i < 1000; i++) {
            budget.leave(POOL);
        }
        budget.join(POOL, SECOND);
        assertThat(waitAfter(10, SECOND))
                .as("a pool that nobody uses is forgotten")
                .isEqualTo(100);
    }

    /** Each element ends each session once it is asked something, as one that dies of the question. */
    @Test
    void aQuestionThatKillsDoesNotBecomeAStorm() {
        var lab = new Lab(1);
        lab.registrar(1);
        var asked = new ArrayList<IncomingSession>();
        IncomingSessions poisoned = session -> {
            session.accept();
            return new IncomingSession.Handler() {
                @Override
                public void onData(ByteBuffer bytes) {
                    session.consumed(bytes.remaining());
                    asked.add(session);
                    session.reset(Reason.SERVER_FAILED, "it has killed the server");
                }
            };
        };
        for (int i = 1; i < 4; i++) {
            lab.registeredElement(i, poisoned);
        }
        var user = lab.user();
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 50; i++) {
            clients.add(TestClient.open(user, SessionOptions.DEFAULT.withMode(FailoverMode.REPLAY))
                    .send("poison"));
        }
        lab.advance(Duration.ofSeconds(2));
        assertThat(asked)
                .as("the first time, once more, 50 that are free and 10 a second")
                .hasSizeBetween(150, 175);
        assertThat(lab.metrics.retriesDelayed.sum()).isPositive();
        lab.advance(Duration.ofSeconds(80));
        assertThat(clients).allMatch(client -> client.closed && client.detail.contains("16 elements in a row"));
    }
}
