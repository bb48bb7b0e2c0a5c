package io.rserpool.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final SessionOptions RECONNECT = SessionOptions.DEFAULT;
    private static final SessionOptions REPLAY = RECONNECT.withMode(FailoverMode.REPLAY);

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
    }

    @Test
    void reconnectEndsAtOnce() {
        var client = TestClient.open(user, RECONNECT).send("hello");
        lab.run(() -> client.text().equals("hello"));
        one.crash();
        lab.run(() -> client.closed);
        assertThat(client.events).containsExactly("connected 1", "reset SERVER_FAILED");
    }
}
