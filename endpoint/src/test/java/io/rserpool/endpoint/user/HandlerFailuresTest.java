package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session's owner throws ends that session; others that share its association go on. */
class HandlerFailuresTest {
    private final Lab lab = new Lab(1);
    private final EchoServer server = new EchoServer();
    private PoolUser user;

    @BeforeEach
    void registrar() {
        lab.registrar(1);
        user = lab.user();
    }

    private TestClient echoed(String text) {
        var client = TestClient.open(user, SessionOptions.DEFAULT).send(text);
        lab.run(() -> client.text().equals(text));
        return client;
    }

    private void goesOn(TestClient client) {
        client.send("!");
        lab.run(() -> client.text().endsWith("!"));
        assertThat(client.reset).isNull();
        assertThat(client.failovers).isEmpty();
    }

    @Test
    void aUsersHandlerThatThrowsEndsItsOwnSession() {
        lab.registeredElement(1, server);
        var other = echoed("hello");
        var events = new ArrayList<String>();
        var session = user.open(Lab.POOL, SessionOptions.DEFAULT, new SessionHandler() {
            @Override
            public void onData(ByteBuffer bytes) {
                throw new IllegalStateException("a fault of this session");
            }

            @Override
            public void onReset(Reason reason, String detail) {
                events.add("reset " + reason);
                throw new IllegalStateException("and another one");
            }

            @Override
            public void onClosed() {
                events.add("closed");
            }
        });
        lab.run(() -> session.element().isPresent());
        session.send(ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
        lab.run(() -> events.contains("closed"));
        assertThat(events).containsExactly("reset ABORTED", "closed");
        goesOn(other);
        assertThat(lab.metrics.handlerFailures.sum()).isEqualTo(2);
        assertThat(server.last().events).containsExactly("reset ABORTED", "closed");
    }

    @Test
    void anElementsHandlerThatThrowsEndsItsOwnSession() {
        var faults = List.of("at open", "at data");
        lab.registeredElement(1, session -> {
            if (session.client().equals("at open")) {
                throw new IllegalStateException(session.client());
            }
            var echo = server.onOpen(session);
            return !session.client().equals("at data")
                    ? echo
                    : new IncomingSession.Handler() {
                        @Override
                        public void onData(ByteBuffer bytes) {
                            throw new IllegalStateException(session.client());
                        }
                    };
        });
        var other = echoed("hello");
        for (var fault : faults) {
            var client = TestClient.open(
                            user,
                            SessionOptions.DEFAULT
                                    .withClient(fault)
                                    .withMode(FailoverMode.REPLAY)
                                    .withMaxFutileFailovers(1)
                                    .withFailoverTimeout(java.time.Duration.ofSeconds(1)))
                    .send("x");
            lab.run(() -> client.closed);
            assertThat(client.text()).isEmpty();
        }
        goesOn(other);
        assertThat(lab.metrics.handlerFailures.sum()).isGreaterThanOrEqualTo(2);
        assertThat(lab.metrics.protocolErrors.sum()).isZero();
    }
}
