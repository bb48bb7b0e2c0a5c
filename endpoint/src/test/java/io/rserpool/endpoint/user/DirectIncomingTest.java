package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users such as RSPLIB's, whose association is the session, at our elements. */
class DirectIncomingTest {
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final Lab lab = new Lab(1);
    private final EchoServer server = new EchoServer();
    private int users;

    @BeforeEach
    void registrar() {
        lab.registrar(1);
        lab.direct = DirectOptions.DEFAULT.withPpid(38).withMessageSize(10);
    }

    private MessagePeer connect() {
        var peer = new MessagePeer();
        lab.network.start("10.0.9." + ++users).open(0, lab.sctp).associate(Lab.elementAddress(1), peer);
        lab.run(() -> peer.association != null || peer.down != null);
        return peer;
    }

    @Test
    void anyPpidIsTakenAndTheAnswerHasTheConfiguredOne() {
        var element = lab.registeredElement(1, server);
        var peer = connect();
        peer.say(0x29097601, "hello, ");
        peer.say(5, "world");
        lab.run(() -> peer.bytes.size() == 12);
        assertThat(peer.heard).containsExactly("0/38 hello, ", "0/38 world");
        assertThat(server.last().session.handle()).isEqualTo(Lab.POOL);
        assertThat(server.last().session.direct()).isTrue();
        assertThat(element.acceptor.activeSessions()).isEqualTo(1);
        assertThat(lab.metrics.directSessionsActive.sum()).isEqualTo(1);
    }

    @Test
    void noMessageIsLongerThanConfigured() {
        lab.registeredElement(1, server);
        var peer = connect();
        peer.say(0, "0123456789abcdefghijklmnop");
        lab.run(() -> peer.bytes.size() == 26);
        assertThat(peer.heard).containsExactly("0/38 0123456789", "0/38 abcdefghij", "0/38 klmnop");
    }

    @Test
    void aServerMaySpeakFirst() {
        lab.registeredElement(1, session -> {
            session.accept();
            session.send(ByteBuffer.wrap("1 Jan".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            session.end();
            return IncomingSession.Handler.IGNORE;
        });
        var peer = connect();
        lab.run(() -> peer.down != null);
        assertThat(peer.heard).containsExactly("0/38 1 Jan");
        assertThat(peer.down).isEqualTo(DownReason.SHUTDOWN);
    }

    @Test
    void nothingIsKeptOfStrangersThatAreRefused() {
        var element = lab.registeredElement(1, server);
        element.acceptor.refuseDirect("no such service");
        for (int i = 0; i < 50; i++) {
            var peer = connect();
            peer.association.send(0, Ppid.ASAP, ByteBuffer.wrap(new byte[] {5, 0, 0, 4}));
            peer.say(0, "hello");
            lab.run(() -> peer.down != null);
        }
        assertThat(element.registrars.incomingAssociations()).isZero();
        assertThat(element.acceptor.associations()).isZero();
    }

    @Test
    void theUsersShutdownIsTheEndForTheServer() {
        var element = lab.registeredElement(1, server);
        var peer = connect();
        peer.say(0, "bye");
        peer.association.shutdown();
        lab.run(() -> peer.down != null);
        lab.advance(A_WHILE);
        assertThat(server.last().events).containsExactly("end", "closed");
        assertThat(element.acceptor.activeSessions()).isZero();
        assertThat(element.acceptor.associations()).isZero();
    }

    @Test
    void aServerThatDoesNotEndIsNotWaitedForForEver() {
        var events = new ArrayList<String>();
        var element = lab.registeredElement(1, session -> {
            session.accept();
            return new IncomingSession.Handler() {
                @Override
                public void onEnd() {
                    events.add("end");
                    assertThat(session.send(ByteBuffer.allocate(100_000))).isEqualTo(100_000);
                }

                @Override
                public void onReset(Reason reason, String detail) {
                    events.add(detail);
                }
            };
        });
        var peer = connect();
        peer.say(0, "bye");
        peer.association.shutdown();
        lab.advance(Duration.ofSeconds(29));
        assertThat(events).containsExactly("end");
        lab.advance(Duration.ofSeconds(2));
        assertThat(events).containsExactly("end", "the server does not end after its user has");
        assertThat(element.acceptor.activeSessions()).isZero();
    }

    @Test
    void aFailedServerAbortsSoThatTheUserFailsOver() {
        var element = lab.registeredElement(1, server);
        var peer = connect();
        peer.say(0, "hello");
        lab.run(() -> peer.bytes.size() == 5);
        server.last().session.reset(Reason.SERVER_FAILED, "killed");
        lab.run(() -> peer.down != null);
        assertThat(peer.down).isEqualTo(DownReason.ABORTED);
        assertThat(element.acceptor.associations()).isZero();
        assertThat(lab.metrics.directSessionsActive.sum()).isZero();
    }

    @Test
    void anElementThatEndsAbortsItsSessionsToo() {
        var element = lab.registeredElement(1, server);
        var peer = connect();
        peer.say(0, "hello");
        lab.run(() -> peer.bytes.size() == 5);
        element.acceptor.close();
        lab.run(() -> peer.down != null);
        assertThat(peer.down).isEqualTo(DownReason.ABORTED);
    }

    @Test
    void aRejectedSessionIsAnAbort() {
        var element = lab.registeredElement(1, session -> {
            session.reset(Reason.REJECTED, "full");
            return IncomingSession.Handler.IGNORE;
        });
        var peer = connect();
        peer.say(0, "hello");
        lab.run(() -> peer.down != null);
        assertThat(peer.down).isEqualTo(DownReason.ABORTED);
        assertThat(element.acceptor.associations()).isZero();
        assertThat(element.acceptor.activeSessions()).isZero();
    }

    @Test
    void withoutAPoolForThemUsersAreRefused() {
        var element = lab.registeredElement(1, server);
        element.acceptor.refuseDirect("two pools here");
        var peer = connect();
        peer.say(0, "hello");
        lab.run(() -> peer.down != null);
        assertThat(peer.down).isEqualTo(DownReason.ABORTED);
        assertThat(server.connections).isEmpty();
        assertThat(element.acceptor.associations()).isZero();
    }

    @Test
    void aRegistrarsAssociationIsNoSession() {
        lab.registeredElement(1, server);
        var peer = connect();
        peer.say(new AsapMessage.EndpointKeepAlive(
                new io.rserpool.protocol.ServerId(1), Lab.POOL, false, new PeIdentifier(1)));
        lab.advance(A_WHILE);
        assertThat(server.connections).isEmpty();
        assertThat(peer.heard).containsExactly("EndpointKeepAliveAck");
    }

    @Test
    void aRegistrarThatIsLateEndsTheSessionThatWasTakenForOne() {
        var element = lab.registeredElement(1, server);
        var peer = connect();
        lab.advance(A_WHILE);
        assertThat(element.acceptor.activeSessions()).isEqualTo(1);
        peer.say(new AsapMessage.EndpointKeepAlive(
                new io.rserpool.protocol.ServerId(1), Lab.POOL, false, new PeIdentifier(1)));
        lab.advance(A_WHILE);
        assertThat(element.acceptor.activeSessions()).isZero();
        assertThat(peer.heard).containsExactly("EndpointKeepAliveAck");
        assertThat(peer.down).isNull();
    }

    @Test
    void aUserThatDoesNotReadHoldsBackTheServerAndTheServerTheUser() {
        lab.registeredElement(1, server);
        var peer = connect();
        peer.association.setReading(false);
        var sent = 0;
        for (int i = 0; i < 100; i++) {
            var message = ByteBuffer.allocate(60_000);
            sent += peer.association.send(0, 0, message) ? 60_000 : 0;
            lab.advance(Duration.ofMillis(50));
        }
        assertThat(server.last().mostHeld).isLessThanOrEqualTo(lab.limits.window() + 60_000);
        assertThat(sent).isLessThan(100 * 60_000);
        peer.association.setReading(true);
        var all = sent;
        lab.run(() -> peer.bytes.size() == all);
        assertThat(server.last().held).isZero();
    }

    @Test
    void cookiesAndEchoesTravelOnTheControlChannel() {
        var echoes = new ArrayList<String>();
        var sessions = new ArrayList<IncomingSession>();
        lab.registeredElement(1, session -> {
            session.accept();
            sessions.add(session);
            return new IncomingSession.Handler() {
                @Override
                public void onCookieEcho(ByteBuffer cookie) {
                    echoes.add("echo of " + cookie.getInt());
                }

                @Override
                public void onMessage(int ppid, ByteBuffer message) {
                    echoes.add("message " + ppid);
                    session.sendMessage(33, message);
                }
            };
        });
        var peer = connect();
        peer.say(AsapMessage.CookieEcho.of(new byte[] {0, 0, 0, 7}));
        peer.say(33, "ping");
        lab.run(() -> echoes.size() == 2);
        assertThat(echoes).containsExactly("echo of 7", "message 33");
        var session = sessions.getFirst();
        assertThatThrownBy(() -> session.sendCookie(ByteBuffer.allocate(3))).hasMessageContaining("multiple of 4");
        assertThatThrownBy(() -> session.sendMessage(11, ByteBuffer.allocate(3)))
                .hasMessageContaining("ASAP");
        assertThat(session.sendCookie(ByteBuffer.allocate(16))).isTrue();
        lab.run(() -> !peer.asap(AsapMessage.Cookie.class).isEmpty());
        assertThat(peer.heard).isEqualTo(List.of("0/33 ping", "Cookie"));
        assertThat(peer.asap(AsapMessage.Cookie.class).getFirst().toBytes()).hasSize(16);
    }

    @Test
    void garbageOnTheControlChannelIsCountedAndHarmsNothing() {
        lab.registeredElement(1, server);
        var peer = connect();
        peer.say(0, "one");
        peer.association.send(0, 11, ByteBuffer.wrap(new byte[] {9, 9, 9}));
        peer.say(0, "two");
        lab.run(() -> peer.bytes.size() == 6);
        assertThat(lab.metrics.protocolErrors.sum()).isEqualTo(1);
    }
}
