package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.rserpool.transport.diag.SocketDiag;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealthCheckerTest {
    private final SelectorEventLoop loop = new SelectorEventLoop("health-test");
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger checks = new AtomicInteger();

    @AfterEach
    void close() {
        loop.close();
    }

    private HealthChecker start(InetSocketAddress server, HealthType type, int failures) throws Exception {
        return start(server, type, failures, KernelSight.of(new SocketDiag(), server));
    }

    private HealthChecker start(InetSocketAddress server, HealthType type, int failures, ServerSight sight)
            throws Exception {
        var settings = new HealthChecker.Settings(
                type, "/health", Duration.ofMillis(50), Duration.ofMillis(300), failures, true);
        return OnLoop.call(loop, () -> {
            var looks = new ServerLooks(sight, new ServerProbe(new TcpStack(loop), server), settings);
            var checker = new HealthChecker(
                    check -> {
                        checks.incrementAndGet();
                        looks.check(check);
                    },
                    settings,
                    loop,
                    new HealthChecker.Listener() {
                        @Override
                        public void onHealthy() {
                            events.add("healthy");
                        }

                        @Override
                        public void onUnhealthy(String cause, boolean nobodyListens) {
                            events.add((nobodyListens ? "dead: " : "unhealthy: ") + cause);
                        }
                    });
            checker.start();
            return checker;
        });
    }

    private static HttpServer http(InetSocketAddress address, AtomicInteger status, AtomicInteger asked)
            throws Exception {
        var server = HttpServer.create(address, 10);
        server.createContext("/health", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void aServerThatComesAndGoesAndComesAgain() throws Exception {
        var address = OrdinaryServer.freeAddress();
        start(address, HealthType.TCP, 1);
        var server = OrdinaryServer.start(address, "PIPE");
        await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
        server.close();
        await().untilAsserted(
                        () -> assertThat(events).hasSize(2).last().asString().startsWith("dead"));
        try (var again = OrdinaryServer.start(address, "PIPE")) {
            await().untilAsserted(() -> assertThat(events).hasSize(3).last().isEqualTo("healthy"));
            assertThat(again.address()).isEqualTo(address);
        }
    }

    @Test
    void httpStatusDecides() throws Exception {
        var status = new AtomicInteger(503);
        var asked = new AtomicInteger();
        var server = http(OrdinaryServer.freeAddress(), status, asked);
        try {
            start(server.getAddress(), HealthType.HTTP, 1);
            await().until(() -> asked.get() >= 2);
            assertThat(events).isEmpty();
            status.set(302);
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
            status.set(404);
            await().untilAsserted(
                            () -> assertThat(events).containsExactly("healthy", "unhealthy: answers with status 404"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFewFailedChecksMayBeTolerated() throws Exception {
        var status = new AtomicInteger(200);
        var asked = new AtomicInteger();
        var server = http(OrdinaryServer.freeAddress(), status, asked);
        try {
            start(server.getAddress(), HealthType.HTTP, 1_000);
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
            status.set(500);
            int before = asked.get();
            await().until(() -> asked.get() >= before + 5);
            assertThat(events).containsExactly("healthy");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerThatTakesConnectionsAndSaysNothingIsNotHealthyByHttp() throws Exception {
        try (var silent = new ServerSocket()) {
            silent.bind(OrdinaryServer.freeAddress());
            var checker = start((InetSocketAddress) silent.getLocalSocketAddress(), HealthType.HTTP, 1);
            await().untilAsserted(
                            () -> assertThat(OnLoop.call(loop, checker::cause)).isEqualTo("does not answer in time"));
            assertThat(events).isEmpty();
        }
    }

    @Test
    void whatASessionSeesCountsAtOnceAndRecoveryIsFound() throws Exception {
        try (var server = OrdinaryServer.start(OrdinaryServer.freeAddress(), "PIPE")) {
            var checker = start(server.address(), HealthType.NONE, 3);
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
            OnLoop.call(loop, () -> {
                checker.seenDead("port closed");
                return 0;
            });
            assertThat(events).containsExactly("healthy", "dead: port closed");
            await().untilAsserted(() -> assertThat(events).hasSize(3).last().isEqualTo("healthy"));
        }
    }

    private void manyChecks() {
        int before = checks.get();
        await().until(() -> checks.get() >= before + 5);
    }

    /** Nothing for the log of a server that speaks first, such as a database's. */
    @ParameterizedTest
    @EnumSource(
            value = HealthType.class,
            names = {"TCP", "NONE"})
    void aServerNoticesNothingOfChecksThatLookAtItsListener(HealthType type) throws Exception {
        try (var server = listen()) {
            start((InetSocketAddress) server.getLocalSocketAddress(), type, 1);
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
            manyChecks();
            assertNobodyCame(server);
        }
        await().untilAsserted(
                        () -> assertThat(events).hasSize(2).last().asString().startsWith("dead"));
    }

    private static ServerSocket listen() throws IOException {
        var server = new ServerSocket();
        server.bind(OrdinaryServer.freeAddress());
        return server;
    }

    private static void assertNobodyCame(ServerSocket server) throws IOException {
        server.setSoTimeout(1);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> server.accept().close());
    }

    @Test
    void noChecksMeansNoConnectionAlsoWhereNothingCanBeSeen() throws Exception {
        try (var server = listen()) {
            start((InetSocketAddress) server.getLocalSocketAddress(), HealthType.NONE, 1, ServerSight.NONE);
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
            manyChecks();
            assertNobodyCame(server);
        }
        manyChecks();
        assertThat(events).containsExactly("healthy");
    }

    @Test
    void whereNothingCanBeSeenTcpChecksConnect() throws Exception {
        try (var server = listen()) {
            start((InetSocketAddress) server.getLocalSocketAddress(), HealthType.TCP, 1, ServerSight.NONE);
            server.accept().close();
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
        }
        await().untilAsserted(
                        () -> assertThat(events).hasSize(2).last().asString().startsWith("dead"));
    }

    /** Something redirects connections: what the kernel shows of the address is not the server. */
    @Test
    void whoTakesConnectionsIsThereThoughNobodyIsSeenToListen() throws Exception {
        var sight = new FakeSight();
        try (var server = listen()) {
            start((InetSocketAddress) server.getLocalSocketAddress(), HealthType.TCP, 1, sight);
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
            assertThat(OnLoop.call(loop, sight::listeners)).isEmpty();
        }
    }

    @Test
    void whatCannotBeCheckedIsNoVerdict() throws Exception {
        try (var server = OrdinaryServer.start(OrdinaryServer.freeAddress(), "PIPE")) {
            var lacking = new AtomicBoolean();
            OnLoop.call(loop, () -> {
                var settings = new HealthChecker.Settings(
                        HealthType.TCP, "/", Duration.ofMillis(20), Duration.ofMillis(300), 1, true);
                var looks = new ServerLooks(
                        ServerSight.NONE, new ServerProbe(new TcpStack(loop), server.address()), settings);
                var checker = new HealthChecker(
                        outcome -> {
                            if (lacking.get()) {
                                checks.incrementAndGet();
                                outcome.accept(ServerProbe.failure(new SocketException("Too many open files")));
                            } else {
                                looks.check(outcome);
                            }
                        },
                        settings,
                        loop,
                        new HealthChecker.Listener() {
                            @Override
                            public void onHealthy() {
                                events.add("healthy");
                            }

                            @Override
                            public void onUnhealthy(String cause, boolean nobodyListens) {
                                events.add("unhealthy");
                            }
                        });
                checker.start();
                return 0;
            });
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
            lacking.set(true);
            manyChecks();
            assertThat(events).containsExactly("healthy");
        }
    }

    /** Each with what the kernel's error becomes in Java. */
    @Test
    void onlyARefusedConnectionProvesThatNobodyListens() {
        assertThat(ServerProbe.failure(new ConnectException("Connection refused")))
                .isInstanceOf(ServerProbe.Result.Refused.class);
        assertThat(ServerProbe.failure(new SocketTimeoutException("full accept queue")))
                .isInstanceOf(ServerProbe.Result.Bad.class);
        assertThat(ServerProbe.failure(new NoRouteToHostException("No route to host")))
                .isInstanceOf(ServerProbe.Result.Bad.class);
        for (var own : List.of(
                new SocketException("Too many open files"),
                new BindException("Cannot assign requested address"),
                new SocketException("No buffer space available"),
                new SocketException("Connection reset"),
                new IOException("whatever"))) {
            assertThat(ServerProbe.failure(own)).isInstanceOf(ServerProbe.Result.Unknown.class);
        }
    }

    /** First the checks fail, which may leave the element registered; then nobody listens, which may not. */
    @Test
    void thatNobodyListensIsToldAlsoOfAServerThatIsNotHealthyAlready() throws Exception {
        var status = new AtomicInteger(200);
        var server = http(OrdinaryServer.freeAddress(), status, new AtomicInteger());
        try {
            start(server.getAddress(), HealthType.HTTP, 1);
            await().untilAsserted(() -> assertThat(events).containsExactly("healthy"));
            status.set(500);
            await().untilAsserted(() -> assertThat(events).hasSize(2));
        } finally {
            server.stop(0);
        }
        await().untilAsserted(
                        () -> assertThat(events).hasSize(3).last().asString().startsWith("dead"));
    }
}
