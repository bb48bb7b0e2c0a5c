package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.element.BusinessCards;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.FailoverEvent;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cookies and business cards of multiplexed sessions: each on its session's stream. */
class SessionControlTest {
    private static final SessionOptions ECHO = SessionOptions.DEFAULT.withMode(FailoverMode.ECHO);

    private final Lab lab = new Lab(1);
    private final Map<Integer, Lab.Element> elements = new LinkedHashMap<>();
    private final Map<Integer, List<Served>> served = new LinkedHashMap<>();
    private PoolUser user;

    /** Counts the bytes it gets, and leaves the count with the user. */
    private static final class Served implements IncomingSession.Handler {
        final IncomingSession session;
        final List<String> events = new ArrayList<>();
        int count;

        Served(IncomingSession session) {
            this.session = session;
            session.accept();
        }

        @Override
        public void onData(ByteBuffer bytes) {
            events.add("data");
            count += bytes.remaining();
            session.consumed(bytes.remaining());
            session.send(ByteBuffer.wrap((count + ";").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            session.sendCookie(ByteBuffer.allocate(4).putInt(count).flip());
        }

        @Override
        public void onCookieEcho(ByteBuffer cookie) {
            events.add("echo");
            count = cookie.getInt();
        }

        @Override
        public void onBusinessCard(BusinessCard card) {
            events.add("card of " + card.handle());
        }
    }

    @BeforeEach
    void pool() {
        lab.registrar(1);
        user = lab.user();
        for (int i = 1; i <= 3; i++) {
            var number = i;
            served.put(number, new ArrayList<>());
            elements.put(number, lab.registeredElement(number, session -> {
                var one = new Served(session);
                served.get(number).add(one);
                return one;
            }));
        }
    }

    private TestClient counted(SessionOptions options) {
        var client = TestClient.open(user, options).send("abc");
        lab.run(() -> client.text().equals("3;") && client.session.hasCookie());
        return client;
    }

    private int serving(TestClient client) {
        return client.session.element().orElseThrow().identifier().value();
    }

    @Test
    void eachSessionsCookieGoesToItsNextElement() {
        var clients = List.of(counted(ECHO), counted(ECHO), counted(ECHO));
        clients.getFirst().send("de");
        lab.run(() -> clients.getFirst().text().equals("3;5;"));
        elements.keySet().forEach(number -> {
            if (number != 2) {
                lab.network.crash(Lab.elementHost(number));
            }
        });
        lab.advance(Duration.ofSeconds(3));
        clients.forEach(client -> client.send("x"));
        lab.run(() -> clients.stream()
                .allMatch(client -> client.text().endsWith(client == clients.getFirst() ? "6;" : "4;")));
        assertThat(clients.stream().flatMap(client -> client.failovers.stream()))
                .hasSize(2)
                .allMatch(FailoverEvent::cookieEchoed);
        assertThat(served.get(2).getLast().events).containsExactly("echo", "data");
    }

    @Test
    void replayNeedsNoCookie() {
        var client = counted(SessionOptions.DEFAULT.withMode(FailoverMode.REPLAY));
        var last = serving(client);
        lab.network.crash(Lab.elementHost(last));
        lab.run(() -> client.failovers.size() == 1);
        client.send("d");
        lab.run(() -> client.text().equals("3;4;"));
        assertThat(client.failovers.getFirst().cookieEchoed()).isFalse();
        assertThat(served.get(serving(client)).getLast().events).containsExactly("data", "data");
    }

    @Test
    void theLastCardsOrderIsFollowed() {
        for (int i = 0; i < 5; i++) {
            var client = counted(ECHO);
            var first = serving(client);
            var others = new ArrayList<>(List.of(1, 2, 3));
            others.remove((Integer) first);
            var card = new ArrayList<>(others)
                    .reversed().stream()
                            .map(number -> lab.pools.get(Lab.POOL).get(new PeIdentifier(number)))
                            .toList();
            assertThat(served.get(first).getLast().session.sendBusinessCard(card))
                    .isTrue();
            lab.advance(Duration.ofMillis(50));
            client.session.failOver("a test");
            lab.run(() -> client.session.failovers() == 1);
            assertThat(serving(client)).isEqualTo(others.getLast());
            client.session.reset();
            lab.advance(Duration.ofSeconds(3));
        }
    }

    @Test
    void aCardCannotLeadAUserAwayFromItsPool() {
        var client = counted(ECHO);
        var first = serving(client);
        var stranger = new io.rserpool.protocol.parameter.PoolElementParameter(
                new PeIdentifier(66),
                io.rserpool.protocol.ServerId.NONE,
                30,
                Lab.transport(66),
                new io.rserpool.protocol.parameter.Policy.RoundRobin(),
                null);
        served.get(first).getLast().session.sendBusinessCard(List.of(stranger));
        lab.advance(Duration.ofMillis(50));
        client.session.failOver("a test");
        lab.run(() -> client.session.failovers() == 1);
        assertThat(serving(client)).isIn(1, 2, 3).isNotEqualTo(first);
    }

    @Test
    void aUserThatIsPartOfAPoolShowsItsCard() {
        var own = new BusinessCard(
                PoolHandle.of("clients"), List.copyOf(lab.pools.get(Lab.POOL).values()));
        var client = counted(ECHO.withCard(own));
        assertThat(served.get(serving(client)).getLast().events).containsExactly("card of clients", "data");
    }

    @Test
    void anElementsCardNamesTheOthersAndIsNotForForeignUsersOfRsplib() {
        var resolutions = lab.metrics.resolutions.sum();
        var cards = new BusinessCards(elements.get(1).registrars, Lab.POOL, new PeIdentifier(1), false);
        var clients = List.of(counted(ECHO), counted(ECHO), counted(ECHO), counted(ECHO), counted(ECHO));
        var here = clients.stream().filter(client -> serving(client) == 1).toList();
        assertThat(here).isNotEmpty();
        served.get(1).forEach(one -> cards.show(one.session));
        served.get(1).forEach(one -> cards.show(one.session));
        lab.advance(Duration.ofMillis(100));
        served.get(1).forEach(one -> cards.show(one.session));
        lab.advance(Duration.ofMillis(100));
        assertThat(here)
                .allSatisfy(client -> assertThat(client.cards).hasSize(3).allSatisfy(card -> assertThat(card.elements())
                        .extracting(element -> element.identifier().value())
                        .containsExactlyInAnyOrder(2, 3)));
        assertThat(lab.metrics.resolutions.sum() - resolutions).isLessThanOrEqualTo(2);

        user = lab.user(PoolUserOptions.DEFAULT.withMultiplexing(false));
        var foreign = counted(ECHO);
        var number = serving(foreign);
        var session = served.get(number).getLast().session;
        new BusinessCards(elements.get(number).registrars, Lab.POOL, new PeIdentifier(number), false).show(session);
        lab.advance(Duration.ofMillis(100));
        assertThat(foreign.cards).isEmpty();
        new BusinessCards(elements.get(number).registrars, Lab.POOL, new PeIdentifier(number), true).show(session);
        lab.run(() -> foreign.cards.size() == 1);
    }

    @Test
    void cookiesHaveBounds() {
        var client = counted(ECHO);
        var session = served.get(serving(client)).getLast().session;
        assertThatThrownBy(() -> session.sendCookie(ByteBuffer.allocate(0))).hasMessageContaining("1 to 60000");
        assertThatThrownBy(() -> session.sendCookie(ByteBuffer.allocate(60_001)))
                .hasMessageContaining("60001");
        assertThatThrownBy(() -> session.sendMessage(33, ByteBuffer.allocate(4)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(session.sendCookie(ByteBuffer.allocate(60_000))).isTrue();
    }
}
