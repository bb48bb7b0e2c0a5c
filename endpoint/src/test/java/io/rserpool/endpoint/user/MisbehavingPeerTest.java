package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.Accept;
import io.rserpool.protocol.session.SessionMessage.Credit;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that break the rules of sessions end their own sessions, and nobody else's. */
class MisbehavingPeerTest {
    private static final Duration A_WHILE = Duration.ofMillis(200);

    private final Lab lab = new Lab(1);
    private final EchoServer server = new EchoServer();
    private Lab.Element element;

    @BeforeEach
    void element() {
        lab.registrar(1);
        element = lab.registeredElement(1, server);
    }

    enum PuFault {
        CREDIT_EXCEEDED(pu -> {
            pu.say(1, RawPeer.open());
            for (int i = 0; i < 20; i++) {
                pu.data(1, 50_000);
            }
        }),
        STREAM_IN_USE(pu -> {
            pu.say(1, RawPeer.open());
            pu.say(1, RawPeer.open());
        }),
        DATA_WITHOUT_OPEN(pu -> pu.data(1, 10)),
        END_WITHOUT_OPEN(pu -> pu.say(1, new End())),
        UNKNOWN_CONTROL(pu -> {
            pu.say(1, RawPeer.open());
            pu.garbage(1, io.rserpool.protocol.Ppid.SESSION_CONTROL);
        }),
        UNKNOWN_CONTROL_WITHOUT_OPEN(pu -> pu.garbage(1, io.rserpool.protocol.Ppid.SESSION_CONTROL)),
        DATA_AFTER_END(pu -> {
            pu.say(1, RawPeer.open());
            pu.data(1, 10);
            pu.say(1, new End());
            pu.data(1, 10);
        }),
        ACCEPT_FROM_PU(pu -> {
            pu.say(1, RawPeer.open());
            pu.say(1, new Accept(5));
        }),
        CREDIT_WITHOUT_BOUNDS(pu -> {
            pu.say(1, RawPeer.open());
            pu.say(1, new Credit(Long.MAX_VALUE));
        });

        private final Consumer<RawPeer> action;

        PuFault(Consumer<RawPeer> action) {
            this.action = action;
        }
    }

    @ParameterizedTest
    @EnumSource(PuFault.class)
    void aPuEndsItsOwnSessionOnly(PuFault fault) {
        server.accepting = fault != PuFault.DATA_AFTER_END && fault != PuFault.CREDIT_EXCEEDED;
        var raw = new RawPeer((pu, message) -> {});
        var bad = lab.network.start("10.0.9.1").open(0, lab.limits.applyTo(lab.sctp));
        bad.associate(Lab.elementAddress(1), raw);
        lab.run(() -> raw.association != null);
        fault.action.accept(raw);
        lab.advance(A_WHILE);
        assertThat(raw.heard).last().isInstanceOfSatisfying(Reset.class, reset -> assertThat(reset.reason())
                .isEqualTo(Reason.PROTOCOL_ERROR));
        assertThat(element.acceptor.activeSessions()).isZero();
        assertThat(server.connections)
                .allSatisfy(connection -> assertThat(connection.mostHeld).isLessThanOrEqualTo(lab.limits.window()));
        assertThat(lab.metrics.protocolErrors.sum()).isPositive();

        server.accepting = true;
        var client =
                TestClient.open(lab.user(), SessionOptions.DEFAULT).send("fine").end();
        lab.run(() -> client.closed);
        assertThat(client.text()).isEqualTo("fine");
    }

    @Test
    void aSessionOnAStreamThatCannotBeAnsweredAbortsTheAssociation() {
        var raw = new RawPeer((pu, message) -> {});
        var bad = lab.network.start("10.0.9.1").open(0, lab.limits.applyTo(lab.sctp));
        bad.associate(Lab.elementAddress(1), raw);
        lab.run(() -> raw.association != null);
        raw.say(0, RawPeer.open());
        lab.run(() -> raw.down);
        assertThat(element.acceptor.associations()).isZero();
    }

    @Test
    void theStreamIsFreeAgainOnceThePuHasConfirmedTheReset() {
        var raw = new RawPeer((pu, message) -> {});
        var bad = lab.network.start("10.0.9.1").open(0, lab.limits.applyTo(lab.sctp));
        bad.associate(Lab.elementAddress(1), raw);
        lab.run(() -> raw.association != null);
        raw.say(1, RawPeer.open());
        raw.say(1, RawPeer.open());
        lab.advance(A_WHILE);
        raw.say(1, new Reset(Reason.ABORTED, ""));
        raw.say(1, RawPeer.open());
        lab.advance(A_WHILE);
        assertThat(raw.heard).last().isInstanceOf(Accept.class);
        assertThat(element.acceptor.activeSessions()).isEqualTo(1);
    }

    enum PeFault {
        DATA_BEFORE_ACCEPT((pe, message) -> pe.data(1, 10)),
        END_BEFORE_ACCEPT((pe, message) -> pe.say(1, new End())),
        CREDIT_EXCEEDED((pe, message) -> {
            pe.say(1, new Accept(1 << 18));
            for (int i = 0; i < 10; i++) {
                pe.data(1, 60_000);
            }
        }),
        SECOND_ACCEPT((pe, message) -> {
            pe.say(1, new Accept(1 << 18));
            pe.say(1, new Accept(1 << 18));
        }),
        SECOND_END((pe, message) -> {
            pe.say(1, new Accept(1 << 18));
            pe.say(1, new End());
            pe.say(1, new End());
        }),
        OPEN_FROM_PE((pe, message) -> pe.say(1, RawPeer.open())),
        GARBAGE((pe, message) -> pe.garbage(1, io.rserpool.protocol.Ppid.SESSION_CONTROL));

        private final BiConsumer<RawPeer, SessionMessage> reaction;

        PeFault(BiConsumer<RawPeer, SessionMessage> reaction) {
            this.reaction = reaction;
        }
    }

    /** The bad element's address is first in the registrar's list. */
    private void badElement(PeFault fault) {
        var raw = new RawPeer((pe, message) -> {
            if (message instanceof Open) {
                fault.reaction.accept(pe, message);
            }
        });
        lab.network
                .start(Lab.elementHost(9))
                .open(Lab.PE_PORT, lab.limits.applyTo(lab.sctp))
                .listen(association -> raw);
        var pool = new LinkedHashMap<PeIdentifier, PoolElementParameter>();
        pool.put(
                new PeIdentifier(9),
                new PoolElementParameter(
                        new PeIdentifier(9), ServerId.NONE, 30, Lab.transport(9), new Policy.RoundRobin(), null));
        pool.putAll(lab.pools.get(Lab.POOL));
        lab.pools.put(Lab.POOL, pool);
    }

    @ParameterizedTest
    @EnumSource(PeFault.class)
    void aSessionLeavesAPeThatBreaksTheRules(PeFault fault) {
        badElement(fault);
        var user = lab.user();
        var client = TestClient.open(user, SessionOptions.DEFAULT.withMode(FailoverMode.REPLAY))
                .send("fine");
        client.reading = fault != PeFault.CREDIT_EXCEEDED;
        lab.advance(A_WHILE);
        client.end();
        lab.run(() -> client.closed);
        assertThat(client.mostUnread).isLessThanOrEqualTo(lab.limits.window());
        assertThat(lab.metrics.protocolErrors.sum()).isPositive();
        if (fault != PeFault.CREDIT_EXCEEDED && fault != PeFault.SECOND_END) {
            assertThat(client.text()).isEqualTo("fine");
            assertThat(client.events).last().isEqualTo("end");
        }
    }
}
