package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Many sessions, slow and fast, whose elements die in every way at any moment: each client gets exactly
 * the bytes that its server means, or a reset where its mode says so, and nobody holds more than a window. Elements
 * multiplex or do not, and may come back as the other kind.
 * A seed of a failed run is run again by {@code -Drserpool.seed=…}.
 */
class FailoverPropertyTest {
    private static final int RUNS = Integer.getInteger("rserpool.runs", 500);
    private static final int ELEMENTS = 3;
    private static final long FAULTS_END = Duration.ofSeconds(3).toNanos();

    @Test
    void everyClientGetsExactlyTheBytesThatItsServerMeans() {
        var only = Long.getLong("rserpool.seed");
        var first = only == null ? 0 : only;
        var failovers = 0L;
        for (long seed = first; seed < first + (only == null ? RUNS : 1); seed++) {
            try {
                failovers += new Run(seed).run();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        if (only == null) {
            assertThat(failovers).isGreaterThan(RUNS);
        }
    }

    private static final class Client {
        final byte[] input;
        final byte[] expected;
        final SessionOptions options;
        TestClient client;
        int given;

        Client(byte[] input, SessionOptions options) {
            this.input = input;
            this.expected = PureServer.answerTo(input);
            this.options = options;
        }
    }

    private static final class Run {
        private final Random random;
        private final Lab lab;
        private final PureServer[] servers = new PureServer[ELEMENTS + 1];
        private final Lab.Element[] elements = new Lab.Element[ELEMENTS + 1];
        private final List<PureServer> allServers = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();
        private PoolUser user;

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
                startElement(i);
            }
            user = lab.user(PoolUserOptions.DEFAULT
                    .withLimits(lab.limits)
                    .withSctp(lab.sctp)
                    .withMultiplexing(random.nextInt(4) > 0));
            var count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                later(random.nextInt(500_000_000), this::openClient);
            }
            later(random.nextInt(50_000_000), this::fault);
            lab.loop.runUntil(
                    Duration.ofSeconds(120),
                    () -> clients.size() == count && clients.stream().allMatch(client -> client.client.closed));
            lab.advance(PoolUserOptions.DEFAULT.idleTimeout().plusSeconds(3));
            clients.forEach(this::check);
            checkNothingIsLeft();
            return lab.metrics.failovers.sum();
        }

        private void later(long nanos, Runnable task) {
            lab.loop.schedule(Duration.ofNanos(nanos), task);
        }

        private void startElement(int number) {
            var server = new PureServer(lab.loop, random);
            server.rejectPercent = random.nextInt(3) == 0 ? 30 : 0;
            allServers.add(server);
            servers[number] = server;
            elements[number] = random.nextBoolean() ? lab.element(number, server) : lab.directElement(number, server);
            elements[number].element.register();
        }

        private void openClient() {
            var input = new byte[random.nextInt(random.nextBoolean() ? 50 : 1500)];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) random.nextInt(255);
            }
            if (random.nextInt(3) == 0 && input.length > 0) {
                input[random.nextInt(input.length)] = PureServer.QUIT;
            }
            // A direct session has no half-close: its server learns of the end by what the client says.
            input = Arrays.copyOf(input, input.length + 1);
            input[input.length - 1] = PureServer.QUIT;
            var options = SessionOptions.DEFAULT
                    .withMode(random.nextInt(4) == 0 ? FailoverMode.RECONNECT : FailoverMode.REPLAY)
                    .withMaxFutileFailovers(1000)
                    .withJournalLimit(random.nextInt(5) == 0 ? random.nextInt(500) : 1 << 20);
            var client = new Client(input, options);
            clients.add(client);
            client.client = TestClient.open(user, options);
            client.client.reading = random.nextInt(3) == 0;
            feed(client);
            read(client);
        }

        private void feed(Client client) {
            if (client.client.closed) {
                return;
            }
            var size = Math.min(client.input.length - client.given, random.nextInt(60));
            client.client.send(Arrays.copyOfRange(client.input, client.given, client.given + size));
            client.given += size;
            if (client.given == client.input.length) {
                client.client.end();
            } else {
                later(random.nextInt(100_000_000), () -> feed(client));
            }
        }

        private void read(Client client) {
            if (!client.client.closed && !client.client.reading) {
                if (client.client.unread > 0) {
                    client.client.read(1 + random.nextInt(client.client.unread));
                }
                later(random.nextInt(20_000_000), () -> read(client));
            }
        }

        private void fault() {
            if (lab.loop.nanoTime() > FAULTS_END) {
                lab.network.heal();
                Arrays.stream(servers).skip(1).forEach(server -> server.rejectPercent = 0);
                return;
            }
            var number = 1 + random.nextInt(ELEMENTS);
            switch (random.nextInt(5)) {
                case 0 -> {
                    elements[number].crash();
                    restart(number);
                }
                case 1 -> {
                    elements[number].transport.close();
                    restart(number);
                }
                case 2 -> failServer(servers[number]);
                case 3 -> {
                    lab.network.cut("10.0.3.1", Lab.elementHost(number));
                    later(random.nextInt(1_500_000_000), lab.network::heal);
                }
                default -> resetOne(servers[number]);
            }
            later(random.nextInt(random.nextBoolean() ? 20_000_000 : 150_000_000), this::fault);
        }

        private void restart(int number) {
            servers[number].dead = true;
            servers[number].connections.forEach(connection -> connection.closed = true);
            if (random.nextBoolean()) {
                lab.registrars.getFirst().remove(Lab.POOL, elements[number].element.identifier());
            }
            startElement(number);
        }

        private void failServer(PureServer server) {
            List.copyOf(server.connections).stream()
                    .filter(connection -> !connection.closed)
                    .forEach(connection -> connection.session.reset(Reason.SERVER_FAILED, "killed"));
        }

        private void resetOne(PureServer server) {
            var open = server.connections.stream()
                    .filter(connection -> !connection.closed)
                    .toList();
            if (!open.isEmpty()) {
                open.get(random.nextInt(open.size())).session.reset(Reason.SERVER_FAILED, "died");
            }
        }

        private void check(Client client) {
            var got = client.client.answer.toByteArray();
            var expected = new ByteArrayOutputStream();
            expected.write(client.expected, 0, Math.min(got.length, client.expected.length));
            assertThat(Arrays.equals(got, expected.toByteArray()))
                    .as("%d bytes as expected, of %d; %s", got.length, client.expected.length, client.client.events)
                    .isTrue();
            var overflow = client.client.events.contains("journal overflow");
            // One that goes on sending after the server's end is told once nobody takes it; the answer is complete
            // then.
            var refused = client.client.ended && client.client.reset == Reason.ABORTED;
            if (client.options.mode() == FailoverMode.REPLAY && !overflow && !refused) {
                assertThat(client.client.reset)
                        .as("reset of %s", client.client.events)
                        .isNull();
            }
            assertThat(client.client.failed).isNull();
            if (client.client.reset == null || refused) {
                assertThat(got).hasSameSizeAs(client.expected);
                assertThat(client.client.ended).isTrue();
            }
            assertThat(client.client.events.stream().filter("end"::equals)).hasSizeLessThanOrEqualTo(1);
            assertThat(client.client.mostUnread)
                    .isLessThanOrEqualTo(lab.limits.window() + DirectOptions.DEFAULT.messageSize());
        }

        private void checkNothingIsLeft() {
            assertThat(user.activeSessions()).isZero();
            assertThat(lab.metrics.journalBytesActive.sum()).isZero();
            assertThat(lab.metrics.diverged.sum()).isZero();
            for (var server : allServers) {
                assertThat(server.connections).allSatisfy(connection -> {
                    assertThat(connection.closed).isTrue();
                    assertThat(connection.mostHeld)
                            .isLessThanOrEqualTo(lab.limits.window() + DirectOptions.DEFAULT.messageSize());
                });
            }
            for (int i = 1; i <= ELEMENTS; i++) {
                assertThat(elements[i].acceptor.activeSessions()).isZero();
            }
            assertThat(lab.metrics.protocolErrors.sum()).isZero();
            assertThat(user.shared().links().ownPorts()).isZero();
        }
    }
}
