package io.rserpool.e2e.load.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** With security: strangers get nothing, and a member no more than its share. */
@Order(22)
final class SecuredFloodTest extends Floods {
    private static final int HALF_OPEN = 1_000;
    private static final int COOKIE = 32;

    /** {@code DtlsConfig.handshakesPerHost}. */
    private static final int MOST_HANDSHAKES = 32;

    private static final int OTHER = 68;
    private static final Duration SOON = Duration.ofSeconds(90);

    private static final int MOST_STORMS = 5;

    /** {@code DtlsConfig.connectionsPerHost}. */
    private static final int MOST_CONNECTIONS = 256;

    private final Random random = new Random(1);
    private ClientHello hello;

    SecuredFloodTest() {
        super(true);
    }

    @BeforeAll
    void record() throws Exception {
        try (var client = system.open(new InetSocketAddress(system.host(OTHER), 0))) {
            hello = ClientHello.of(client);
        }
    }

    private double connections() {
        return system.metric("rserpool_dtls_connections", "");
    }

    private double refusals(String reason) {
        return system.metric("rserpool_dtls_refusals_total", "reason=\"" + reason + '"');
    }

    @Test
    void firstMessagesKeepNobodyOut() throws Exception {
        flood("first messages", i -> hello.drawn(random).bytes());
    }

    @Test
    void wrongCookiesDoNotEither() throws Exception {
        flood("wrong cookies", i -> {
            var cookie = new byte[COOKIE];
            random.nextBytes(cookie);
            return hello.drawn(random).with(cookie).bytes();
        });
    }

    /** It proves that it receives at its address, and then is silent. */
    @Test
    void handshakesThatDoNotComeToAnEndAreGivenUp() throws Exception {
        double givenUp = refusals("timeout");
        double tooMany = refusals("too_many");
        system.unharmedBy("silent handshakes", () -> {
            var silent = new ArrayList<DatagramSocket>();
            for (int i = 0; i < HALF_OPEN; i++) {
                var socket = new DatagramSocket(0, system.host(OTHER));
                silent.add(socket);
                var first = hello.drawn(random);
                var second = first.with(first.askForCookie(socket, system.registrar()))
                        .bytes();
                socket.send(new DatagramPacket(second, second.length, system.registrar()));
            }
            await().atMost(SOON).until(() -> refusals("too_many") > tooMany);
            await().atMost(SOON).until(() -> refusals("timeout") >= givenUp + MOST_HANDSHAKES);
            // Its host can have handshakes again.
            system.resolvesFrom(system.host(OTHER));
            silent.forEach(DatagramSocket::close);
        });
    }

    @Test
    void aStrangerGetsNoConnection() throws Exception {
        double before = connections();
        int tries = ASSOCIATIONS / 4;
        system.unharmedBy("handshakes of a stranger", () -> {
            var stranger = system.authority().another("strangers");
            stranger.credentials("stranger", "rserpool://default/pool-user?use=*");
            var storm = storm("ports", tries, files(stranger.directory(), "stranger"));
            awaitTried(storm, tries);
            assertThat(refusals("certificate")).isPositive();
            assertThat(storm.output()).endsWith("has 0\n");
            assertThat(connections()).isLessThanOrEqualTo(before + 5);
            end(storm);
        });
    }

    @Test
    void connectionsOfAMemberAreBounded() throws Exception {
        double before = connections();
        system.unharmedBy("connections without end", () -> {
            // A handshake takes longer than an attempt waits, where the machine is slow.
            for (int i = 0; i < MOST_STORMS && connections() < MOST_CONNECTIONS; i++) {
                awaitTried(storm("ports", ASSOCIATIONS, member()), ASSOCIATIONS);
            }
            assertThat(connections()).isBetween((double) MOST_CONNECTIONS, before + MOST_CONNECTIONS + 5);
            assertThat(refusals("too_many")).isPositive();
            for (var storm : storms()) {
                end(storm);
            }
            // Those that its side had given up are idle, and go after five minutes; the others said goodbye.
            system.resolvesFrom(stormHost());
        });
    }

    @Test
    void associationsOfAMemberAreBounded() throws Exception {
        associationsAreBounded(member());
    }

    private List<Path> member() {
        system.authority().credentials("member", "rserpool://default/pool-user?use=*");
        return files(system.authority().directory(), "member");
    }

    /** Trusts whom the registrar belongs to. */
    private List<Path> files(Path directory, String name) {
        return List.of(
                directory.resolve(name + ".pem"),
                directory.resolve(name + ".key"),
                system.authority().directory().resolve("authority.pem"));
    }
}
