package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.endpoint.user.PoolUserOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of a pool that nobody knows of, whose Service is well: real sockets on both sides. */
class FallbackTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SelectorEventLoop loop = new SelectorEventLoop("fallback-test");
    private final VirtualEventLoop elsewhere = new VirtualEventLoop();
    private ServerSocket service;
    private InetSocketAddress address;
    private UsedPool pool;

    @BeforeEach
    void listen() throws Exception {
        service = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) free.getLocalSocketAddress();
        }
    }

    /** A pool whose registrars are far away: time stands still there, unless somebody lets it go on. */
    private void pool(FailoverMode mode) {
        pool(mode, 100);
    }

    private void pool(FailoverMode mode, int maxSessions) {
        pool(SessionOptions.DEFAULT.withMode(mode).withFirstWithin(Duration.ofMillis(400)), maxSessions, true);
    }

    private void pool(SessionOptions options, int maxSessions, boolean hasService) {
        pool = loop.call(() -> {
            var transport = new VirtualNetwork(elsewhere, new Random(1)).start("10.0.0.1");
            var metrics = new EndpointMetrics();
            var registrars = new Registrars(
                    transport.open(0, SctpOptions.FAST),
                    elsewhere,
                    new RegistrarOptions(List.of(), AsapTimers.FAST),
                    AddressResolver.system(elsewhere),
                    new Random(1),
                    metrics);
            var user = new PoolUser(transport, PoolUserOptions.DEFAULT, registrars, new Random(1), metrics);
            var settings = new UsedPool.Settings(
                    "files",
                    PoolHandle.of("files"),
                    address,
                    options,
                    maxSessions,
                    hasService ? new ServiceTarget("localhost", service.getLocalPort()) : null);
            var used = new UsedPool(
                    settings,
                    new TcpStack(loop),
                    user,
                    AddressResolver.system(loop),
                    new ClientSight(),
                    failover -> {});
            used.listen();
            return used;
        });
    }

    @AfterEach
    void close() throws Exception {
        service.close();
        loop.close();
    }

    private long now(ToLongFunction<UsedPool> figure) {
        return loop.call(() -> figure.applyAsLong(pool));
    }

    /** A client whose connection has waited for an element for as long as it is willing to. */
    private Socket connect() throws Exception {
        var opened = now(used -> used.opened().sum());
        var client = new Socket(address.getAddress(), address.getPort());
        await().atMost(LONG).until(() -> now(used -> used.opened().sum()) > opened);
        return client;
    }

    private void patienceIsOver() {
        loop.call(() -> {
            elsewhere.advance(Duration.ofMillis(500));
            return true;
        });
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatTheClientSaidBeforeReachesTheServiceOnceAndInOrder() throws Exception {
        for (var mode : List.of(FailoverMode.RECONNECT, FailoverMode.REPLAY)) {
            if (pool != null) {
                loop.call(() -> {
                    pool.close();
                    return true;
                });
            }
            pool(mode);
            var request = bytes(1_000_000);
            try (var client = connect()) {
                var writer = Thread.ofPlatform().start(() -> {
                    try {
                        client.getOutputStream().write(request);
                        client.shutdownOutput();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                patienceIsOver();
                try (var server = service.accept()) {
                    assertThat(Arrays.equals(server.getInputStream().readAllBytes(), request))
                            .isTrue();
                    server.getOutputStream().write("yes".getBytes(StandardCharsets.UTF_8));
                }
                assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("yes");
                writer.join();
            }
            await().atMost(LONG).until(() -> now(UsedPool::sessionCount) == 0);
            assertThat(now(used -> used.lost().sum())).isZero();
        }
    }

    @Test
    void afterOneTheOthersDoNotWait() throws Exception {
        pool(FailoverMode.RECONNECT);
        try (var first = connect()) {
            patienceIsOver();
            service.accept().close();
            assertThat(first.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(loop.call(() -> pool.fallback().isActive())).isTrue();
        // Time stands still where elements would be looked for: who waited for one would wait for ever.
        for (int i = 0; i < 20; i++) {
            var answered = 0;
            try (var client = connect()) {
                if (loop.call(() -> pool.sessions().getLast().details() != null)) {
                    patienceIsOver(); // the one that tries, once a second
                }
                service.accept().close();
                answered = client.getInputStream().read();
            }
            assertThat(answered).isEqualTo(-1);
        }
        assertThat(now(used -> used.fallbacks().sum())).isEqualTo(21);
    }

    /** Time stands still where elements would be looked for: one waits for ever, and there is no room for another. */
    @Test
    void whatIsBeyondTheLimitGoesToTheService() throws Exception {
        pool(FailoverMode.RECONNECT, 1);
        try (var waiting = connect()) {
            for (int i = 0; i < 3; i++) {
                try (var other = connect();
                        var server = service.accept()) {
                    server.getOutputStream().write('x');
                    assertThat(other.getInputStream().read()).isEqualTo('x');
                }
            }
            assertThat(loop.call(() -> pool.fallback().isActive())).isFalse();
            assertThat(now(used -> used.refused().sum())).isZero();
            assertThat(waiting.isClosed()).isFalse();
        }
        await().atMost(LONG).until(() -> now(UsedPool::sessionCount) == 0);
        // Those that went to the Service do not count.
        try (var again = connect()) {
            assertThat(loop.call(() -> pool.sessions().getLast().isStraight())).isFalse();
            assertThat(again.isConnected()).isTrue();
        }
    }

    /** As when all its pods are not ready for a moment. */
    @Test
    void aServiceThatRefusesForAMomentIsAskedAgain() throws Exception {
        pool(FailoverMode.RECONNECT);
        var port = service.getLocalPort();
        service.close();
        try (var client = connect()) {
            client.getOutputStream().write('x');
            patienceIsOver();
            await().atMost(LONG).until(() -> now(used -> used.fallbacks().sum()) == 1);
            service = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
            service.setSoTimeout((int) LONG.toMillis());
            try (var server = service.accept()) {
                assertThat(server.getInputStream().read()).isEqualTo('x');
                server.getOutputStream().write('y');
            }
            assertThat(client.getInputStream().read()).isEqualTo('y');
        }
        assertThat(now(used -> used.lost().sum())).isZero();
    }

    @Test
    void aServiceThatRefusesResetsItsClient() throws Exception {
        pool(FailoverMode.RECONNECT);
        service.close();
        try (var client = connect()) {
            client.getOutputStream().write('x');
            patienceIsOver();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        }
        await().atMost(LONG).until(() -> now(used -> used.lost().sum()) == 1);
        assertThat(now(UsedPool::sessionCount)).isZero();
    }

    @Test
    void withoutAServiceItIsSaidThatNobodyIsServed() throws Exception {
        var patience = SessionOptions.DEFAULT.failoverTimeout();
        pool(SessionOptions.DEFAULT, 100, false);
        try (var client = connect()) {
            client.getOutputStream().write('x');
            loop.call(() -> {
                elsewhere.advance(patience.plusSeconds(1));
                return true;
            });
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        }
        assertThat(loop.call(() -> pool.fallback().reason())).contains("files");
        // The next one tries nevertheless.
        try (var next = connect()) {
            assertThat(loop.call(() -> pool.sessions().getLast().isStraight())).isFalse();
            assertThat(next.isConnected()).isTrue();
        }
    }

    @Test
    void aResetGoesThroughInBothDirections() throws Exception {
        pool(FailoverMode.RECONNECT);
        try (var client = connect()) {
            patienceIsOver();
            var server = service.accept();
            server.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
            server.setSoLinger(true, 0);
            server.close();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        }
        var other = connect();
        patienceIsOver();
        try (var server = service.accept()) {
            other.getOutputStream().write('y');
            assertThat(server.getInputStream().read()).isEqualTo('y');
            other.setSoLinger(true, 0);
            other.close();
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(IOException.class);
        }
        await().atMost(LONG).until(() -> now(UsedPool::sessionCount) == 0);
        assertThat(now(used -> used.lost().sum())).isZero();
    }

    @Test
    void aSlowReaderHoldsNoMoreThanTheBound() throws Exception {
        pool(FailoverMode.RECONNECT);
        var answer = bytes(20_000_000);
        try (var client = connect()) {
            patienceIsOver();
            var server = service.accept();
            var writer = Thread.ofPlatform().start(() -> {
                try (server) {
                    server.getOutputStream().write(answer);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            // It has said all that it can, and the rest waits.
            await().atMost(LONG)
                    .until(() -> writer.getState() == Thread.State.RUNNABLE
                            && now(u -> u.toClients().sum()) > 0);
            assertThat(now(used -> used.toClients().sum())).isLessThan(answer.length);
            assertThat(Arrays.equals(client.getInputStream().readAllBytes(), answer))
                    .isTrue();
            writer.join();
        }
    }
}
