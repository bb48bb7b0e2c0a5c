package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.rserpool.pe.PeConfig.HealthType;
import io.rserpool.transport.SelectorEventLoop;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthCheckerTest {
    private final SelectorEventLoop loop = new SelectorEventLoop("health-test");
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private HealthChecker start(InetSocketAddress server, HealthType type, int failures) throws Exception {
        var settings =
                new HealthChecker.Settings(type, "/health", Duration.ofMillis(50), Duration.ofMillis(300), failures);
        return OnLoop.call(loop, () -> {
            var checker = new HealthChecker(
                    new ServerProbe(new TcpStack(loop), server), settings, loop, new HealthChecker.Listener() {
                        @Override
                        public void onHealthy() {
                            events.add("healthy");
                        }

                        @Override
                        public void onUnhealthy(String cause) {
                            events.add("unhealthy: " + cause);
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
                        () -> assertThat(events).hasSize(2).last().asString().startsWith("unhealthy"));
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
            assertThat(events).containsExactly("healthy", "unhealthy: port closed");
            await().untilAsserted(() -> assertThat(events).hasSize(3).last().isEqualTo("healthy"));
        }
    }
}
