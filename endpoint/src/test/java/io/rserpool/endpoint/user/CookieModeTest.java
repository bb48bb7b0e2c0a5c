package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.endpoint.session.SessionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Servers that nobody can replace but from their state: whatever dies, and when, each client gets the answer that its first server began, to the byte.
 * A seed of a failed run is run again by {@code -Drserpool.seed=…}.
 */
class CookieModeTest {
    private static final int RUNS = Integer.getInteger("rserpool.runs", 200);
    private static final int ELEMENTS = 3;
    private static final SessionOptions COOKIE =
            SessionOptions.DEFAULT.withMode(FailoverMode.COOKIE).withMaxFutileFailovers(1000);

    @Test
    void everyClientGetsTheAnswerThatItsFirstServerBegan() {
        var only = Long.getLong("rserpool.seed");
        long restored = 0;
        for (long seed = only == null ? 0 : only; seed < (only == null ? RUNS : only + 1); seed++) {
            try {
                restored += new Run(seed).run();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        assertThat(restored).isGreaterThan(only == null ? RUNS : -1);
    }

    private static final class Client {
        byte[] input = {};
        TestClient client;
        int given;
    }

    private static final class Run {
        private static final long FAULTS_END = Duration.ofSeconds(2).toNanos();

        private final Random random;
        private final Lab lab;
        private final StateServer[] servers = new StateServer[ELEMENTS + 1];
        private final Lab.Element[] elements = new Lab.Element[ELEMENTS + 1];
        private final List<StateServer> allServers = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();

        Run(long seed) {
            random = new Random(seed);
            lab = new Lab(seed);
            lab.limits = new SessionLimits(1 << 16, 2 + random.nextInt(6));
            lab.network.setDelay(
                    Duration.ofNanos(1 + random.nextInt(2_000_000)), Duration.ofNanos(1 + random.nextInt(500_000)));
            if (random.nextInt(4) == 0) {
                lab.sctp = lab.sctp.withBuffers(20_000 + random.nextInt(60_000), 20_000 + random.nextInt(60_000));
            }
        }

        long run() {
            lab.registrar(1);
            for (int i = 1; i <= ELEMENTS; i++) {
                start(i);
            }
            var user = lab.user();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                open(user, i);
            }
            later(random.nextInt(50_000_000), this::fault);
            lab.loop.runUntil(Duration.ofSeconds(120), () -> clients.stream().allMatch(each -> each.client.closed));
            lab.advance(PoolUserOptions.DEFAULT.idleTimeout().plusSeconds(3));
            clients.forEach(this::check);
            assertThat(lab.metrics.cookiesRefused.sum()).isZero();
            assertThat(lab.metrics.diverged.sum()).isZero();
            assertThat(lab.metrics.journalBytesActive.sum()).isZero();
            assertThat(user.shared().journals().used()).isZero();
            return allServers.stream().mapToInt(server -> server.restored).sum();
        }

        private void later(long nanos, Runnable task) {
            lab.loop.schedule(Duration.ofNanos(nanos), task);
        }

        private void start(int number) {
            servers[number] = new StateServer(lab.loop, random);
            allServers.add(servers[number]);
            elements[number] = lab.element(number, servers[number]);
            elements[number].element.register();
        }

        private void open(PoolUser user, int number) {
            var client = new Client();
            client.input = new byte[random.nextInt(1500)];
            random.nextBytes(client.input);
            clients.add(client);
            client.client = TestClient.open(user, COOKIE.withId("session-" + number));
            feed(client);
        }

        private void feed(Client client) {
            int size = Math.min(client.input.length - client.given, random.nextInt(60));
            client.client.send(Arrays.copyOfRange(client.input, client.given, client.given + size));
            client.given += size;
            if (client.given == client.input.length) {
                client.client.end();
            } else {
                later(random.nextInt(60_000_000), () -> feed(client));
            }
        }

        private void fault() {
            if (lab.loop.nanoTime() > FAULTS_END) {
                lab.network.heal();
                return;
            }
            int number = 1 + random.nextInt(ELEMENTS);
            switch (random.nextInt(3)) {
                case 0 -> {
                    elements[number].crash();
                    start(number);
                }
                case 1 -> {
                    lab.network.cut("10.0.3.1", Lab.elementHost(number));
                    later(random.nextInt(1_500_000_000), lab.network::heal);
                }
                default -> List.copyOf(servers[number].connections).forEach(StateServer.Connection::fail);
            }
            later(random.nextInt(100_000_000), this::fault);
        }

        /** Of a session that no client byte had been lost of before, any server's draw may have been the first. */
        private void check(Client client) {
            var got = client.client.answer.toByteArray();
            assertThat(client.client.reset).as("%s", client.client.events).isNull();
            assertThat(client.client.failed).isNull();
            assertThat(client.client.ended).isTrue();
            var draws = allServers.stream()
                    .flatMap(server -> server.connections.stream())
                    .filter(connection -> connection.draw > 0)
                    .map(connection -> StateServer.answer(connection.draw, client.input))
                    .toList();
            assertThat(draws)
                    .as("%d bytes, %s", got.length, client.client.events)
                    .anyMatch(each -> Arrays.equals(each, got));
        }
    }
}
