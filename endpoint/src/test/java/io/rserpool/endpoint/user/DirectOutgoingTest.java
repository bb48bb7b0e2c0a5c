package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.FailoverEvent;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.CookieEcho;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Elements such as RSPLIB's, with which an association is a session, and our users. */
class DirectOutgoingTest {
    private static final SessionOptions RECONNECT = SessionOptions.DEFAULT;
    private static final SessionOptions REPLAY = RECONNECT.withMode(FailoverMode.REPLAY);
    private static final SessionOptions COOKIE = RECONNECT.withMode(FailoverMode.ECHO);
    private static final BiConsumer<MessagePeer, String> ECHO = (peer, text) -> {
        if (!text.equals("up")) {
            peer.say(38, text);
        }
    };

    private final Lab lab = new Lab(1);
    /** By element, one for each association. */
    private final List<List<MessagePeer>> peers = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    private PoolUser user;

    @BeforeEach
    void registrar() {
        lab.registrar(1);
        user = lab.user();
    }

    private void element(int number, BiConsumer<MessagePeer, String> reaction) {
        lab.network.start(Lab.elementHost(number)).open(Lab.PE_PORT, lab.sctp).listen(association -> {
            var peer = new MessagePeer(reaction);
            peers.get(number).add(peer);
            return peer;
        });
        lab.pools
                .computeIfAbsent(Lab.POOL, _ -> new LinkedHashMap<>())
                .put(new PeIdentifier(number), parameter(number));
    }

    private static PoolElementParameter parameter(int number) {
        return new PoolElementParameter(
                new PeIdentifier(number), ServerId.NONE, 30, Lab.transport(number), new Policy.RoundRobin(), null);
    }

    private TestClient connected(SessionOptions options) {
        var client = TestClient.open(user, options).send("hello");
        lab.run(() -> client.text().equals("hello"));
        return client;
    }

    @Test
    void eachSessionHasAnAssociationOfItsOwn() {
        element(1, ECHO);
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 5; i++) {
            clients.add(TestClient.open(user, RECONNECT.withDirect(DirectOptions.DEFAULT.withPpid(77)))
                    .send("hello"));
        }
        lab.run(() -> clients.stream().allMatch(client -> client.text().equals("hello")));
        assertThat(peers.get(1)).hasSize(5).allSatisfy(peer -> assertThat(peer.heard)
                .containsExactly("0/77 hello"));
        connected(RECONNECT);
        assertThat(peers.get(1)).hasSize(6);
        assertThat(lab.metrics.directSessionsActive.sum()).isEqualTo(6);
    }

    @Test
    void theElementsShutdownIsTheEndOfItsAnswer() {
        element(1, (peer, text) -> {
            if (text.equals("hello")) {
                peer.say(0, "bye");
                peer.association.shutdown();
            }
        });
        var client = TestClient.open(user, RECONNECT).send("hello");
        lab.run(() -> client.ended);
        assertThat(client.text()).isEqualTo("bye");
        assertThat(client.closed).isFalse();
        client.send("nobody listens");
        assertThat(client.closed).isTrue();
        assertThat(client.reset).isEqualTo(Reason.ABORTED);
        assertThat(lab.metrics.directSessionsActive.sum()).isZero();
    }

    /** The kernel shuts the associations of a killed process down; then nobody listens at its port. */
    @Test
    void aShutdownIsNoEndIfNobodyListensAnyMore() {
        element(1, ECHO);
        var client = connected(REPLAY);
        var reset = connected(RECONNECT);
        element(2, ECHO);
        peers.get(1).forEach(peer -> peer.association.shutdown());
        lab.loop.schedule(Duration.ofMillis(10), () -> lab.network.crash(Lab.elementHost(1)));
        lab.run(() -> client.failovers.size() == 1);
        client.send("!");
        lab.run(() -> client.text().equals("hello!"));
        assertThat(reset.closed).isFalse();
        lab.loop.runUntil(Duration.ofSeconds(12), () -> reset.closed);
        assertThat(reset.reset).isEqualTo(Reason.SERVER_FAILED);
        assertThat(client.ended).isFalse();
        lab.run(() -> !lab.registrars
                .getFirst()
                .received(AsapMessage.EndpointUnreachable.class)
                .isEmpty());
    }

    @Test
    void afterTheClientsEndTheAssociationLastsUntilTheElementIsSilent() {
        element(1, (peer, text) -> {
            if (text.equals("hello")) {
                for (int i = 1; i <= 3; i++) {
                    lab.loop.schedule(Duration.ofSeconds(4 * i), () -> peer.say(0, "late"));
                }
            }
        });
        var client = TestClient.open(user, RECONNECT).send("hello").end();
        lab.advance(Duration.ofSeconds(16));
        assertThat(client.text()).isEqualTo("latelatelate");
        assertThat(client.closed).isFalse();
        lab.advance(Duration.ofSeconds(2));
        assertThat(client.events).containsExactly("connected 1", "end");
        assertThat(client.closed).isTrue();
        assertThat(peers.get(1).getFirst().down).isEqualTo(DownReason.SHUTDOWN);
    }

    @Test
    void replayComparesHere() {
        element(1, ECHO);
        var client = connected(REPLAY);
        element(2, ECHO);
        lab.network.crash(Lab.elementHost(1));
        client.send(", world");
        lab.run(() -> client.text().equals("hello, world"));
        assertThat(client.failovers).singleElement().satisfies(event -> assertThat(event.skippedBytes())
                .isEqualTo(5));
        assertThat(peers.get(2).getFirst().bytes.toString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("hello, world");
    }

    @Test
    void anotherAnswerIsDivergence() {
        element(1, ECHO);
        var client = connected(REPLAY);
        element(2, (peer, text) -> peer.say(0, "hallo, Welt"));
        lab.network.crash(Lab.elementHost(1));
        lab.run(() -> client.closed);
        assertThat(client.reset).isEqualTo(Reason.DIVERGED);
        assertThat(client.text()).isEqualTo("hello");
        lab.advance(Duration.ofSeconds(1));
        assertThat(peers.get(2).getFirst().down).isEqualTo(DownReason.ABORTED);
    }

    @Test
    void anAnswerThatEndsTooEarlyIsTriedElsewhere() {
        element(1, ECHO);
        var client = connected(REPLAY);
        lab.network.crash(Lab.elementHost(1));
        element(2, (peer, text) -> {
            if (!text.equals("up") && peers.get(2).size() < 3) {
                peer.say(0, "hel");
                peer.association.shutdown();
            } else {
                ECHO.accept(peer, text);
            }
        });
        client.send("!");
        lab.run(() -> client.text().equals("hello!"));
        assertThat(peers.get(2).size()).isGreaterThan(2);
    }

    @Test
    void anElementThatBecomesOursIsMultiplexedAgain() {
        element(1, ECHO);
        connected(RECONNECT);
        connected(RECONNECT);
        lab.network.crash(Lab.elementHost(1));
        lab.advance(Duration.ofSeconds(15));
        var element = lab.registeredElement(1, new EchoServer());
        for (int i = 0; i < 4; i++) {
            connected(RECONNECT);
        }
        assertThat(element.acceptor.associations()).isEqualTo(1);
        assertThat(element.acceptor.activeSessions()).isEqualTo(4);
        assertThat(lab.metrics.directSessionsActive.sum()).isZero();
    }

    @Test
    void aSlowClientHoldsBackTheElement() {
        element(1, (peer, text) -> lab.loop.schedule(Duration.ofMillis(1), () -> pour(peer, 200)));
        var client = TestClient.open(user, RECONNECT);
        client.reading = false;
        client.send("go");
        lab.advance(Duration.ofSeconds(20));
        assertThat(client.mostUnread).isLessThanOrEqualTo(lab.limits.window() + 50_000);
        client.reading = true;
        client.read(client.unread);
        lab.run(() -> client.answer.size() == 200 * 50_000);
    }

    private void pour(MessagePeer peer, int messages) {
        if (messages > 0) {
            var sent = peer.association.send(0, 0, ByteBuffer.allocate(50_000));
            lab.loop.schedule(Duration.ofMillis(1), () -> pour(peer, sent ? messages - 1 : messages));
        }
    }

    /** As RSPLIB's ping pong: each answer has a number, and the cookie the next one. */
    private static BiConsumer<MessagePeer, String> counting() {
        return (peer, text) -> {
            if (text.equals("up")) {
                return;
            }
            var echo = peer.asap(CookieEcho.class);
            var before =
                    peer.heard.stream().filter(what -> what.startsWith("0/33")).count();
            var start = echo.isEmpty() ? 0 : echo.getFirst().toBytes()[3];
            peer.say(33, text + " " + (start + before - 1));
            peer.say(AsapMessage.Cookie.of(new byte[] {0, 0, 0, (byte) (start + before)}));
        };
    }

    @Test
    void cookiesCarryTheStateToTheNextElement() {
        element(1, counting());
        user = lab.user(PoolUserOptions.DEFAULT.withMultiplexing(false));
        var client = new PingPongClient();
        client.session = user.open(Lab.POOL, COOKIE, client);
        lab.run(() -> client.session.element().isPresent());
        ping(client, "a 0");
        ping(client, "a 1");
        assertThat(client.session.hasCookie()).isTrue();
        assertThat(client.session.unprotected()).isEmpty();
        element(2, counting());
        peers.get(1).getFirst().association.shutdown();
        lab.run(() -> client.session.failovers() == 1);
        ping(client, "a 2");
        assertThat(client.events).containsExactly("connected", "failover true");
        assertThat(peers.get(2).getFirst().heard).containsExactly("CookieEcho", "0/33 a");
        client.session.failOver("no answer in time");
        lab.run(() -> client.session.failovers() == 2);
        ping(client, "a 3");
        assertThat(lab.registrars.getFirst().received(AsapMessage.EndpointUnreachable.class))
                .hasSize(1);
        client.session.end();
        lab.run(() -> client.closed);
    }

    private void ping(PingPongClient client, String expected) {
        assertThat(client.session.sendMessage(33, ByteBuffer.wrap(new byte[] {'a'})))
                .isTrue();
        lab.run(() -> client.pongs.contains("33 " + expected));
        lab.advance(Duration.ofMillis(1)); // the cookie comes behind the answer
    }

    private static final class PingPongClient implements SessionHandler {
        final List<String> pongs = new ArrayList<>();
        final List<String> events = new ArrayList<>();
        Session session;
        boolean closed;

        @Override
        public void onConnected(PoolElementAddress element) {
            events.add("connected");
        }

        @Override
        public void onFailover(FailoverEvent event) {
            events.add("failover " + event.cookieEchoed());
        }

        @Override
        public void onMessage(int ppid, ByteBuffer message) {
            session.consumed(message.remaining());
            pongs.add(ppid + " " + java.nio.charset.StandardCharsets.UTF_8.decode(message));
        }

        @Override
        public void onClosed() {
            closed = true;
        }
    }

    @Test
    void wholeMessagesNeedSessionsThatAreAllDirect() {
        var session = user.open(Lab.POOL, RECONNECT, new SessionHandler() {});
        assertThatThrownBy(() -> session.sendMessage(33, ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without multiplexing");
    }

    @Test
    void aBusinessCardOfTheUserComesBehindTheEcho() {
        element(1, counting());
        var card = new AsapMessage.BusinessCard(io.rserpool.protocol.PoolHandle.of("clients"), List.of(parameter(7)));
        var client = TestClient.open(user, COOKIE.withCard(card)).send("a");
        lab.run(() -> client.text().equals("a -1") || client.session.hasCookie());
        assertThat(peers.get(1).getFirst().heard).startsWith("BusinessCard");
        user = lab.user(PoolUserOptions.DEFAULT.withCardsToForeign(false));
        var other = TestClient.open(user, COOKIE.withCard(card)).send("a");
        lab.run(() -> other.session.hasCookie());
        assertThat(peers.get(1).getLast().asap).isEmpty();
    }
}
