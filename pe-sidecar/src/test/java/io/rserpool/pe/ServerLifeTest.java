package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What sessions are told when a real server ends, over real sockets. */
class ServerLifeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration CONFIRMATION = Duration.ofMillis(20);

    /** Longer than a busy machine takes to end all processes of a group. */
    private static final Duration LONG_CONFIRMATION = Duration.ofMillis(500);

    private final SelectorEventLoop loop = new SelectorEventLoop("server-life-test");
    private final PoolHandle handle = PoolHandle.of("pool");
    private final PeIdentifier identifier = new PeIdentifier(7);
    private final List<AutoCloseable> closed = new ArrayList<>();
    private UsrsctpTransport transport;
    private ServedPool pool;

    @AfterEach
    void close() throws Exception {
        loop.call(() -> {
            transport.close();
            return true;
        });
        loop.close();
        for (var each : closed) {
            each.close();
        }
    }

    private void serve(InetSocketAddress server, Duration confirmation, HealthType type) {
        loop.call(() -> {
            var health = new HealthChecker.Settings(type, "/", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, true);
            var settings = new ServedPool.Settings(
                    "test",
                    handle,
                    Optional.of(identifier),
                    server,
                    PolicyName.ROUND_ROBIN,
                    0,
                    DirectOptions.DEFAULT,
                    false,
                    health,
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    confirmation,
                    List.of());
            pool = new ServedPool(settings, identifier, new TcpStack(loop), registration());
            pool.start();
            return true;
        });
        await().atMost(LONG).until(() -> loop.call(pool::healthy));
    }

    private RegisteredElement.Registration registration() {
        var random = new Random();
        var address = "127.%d.%d.1".formatted(1 + random.nextInt(250), random.nextInt(250));
        transport = UsrsctpTransport.open(
                loop, new InetSocketAddress(InetAddress.ofLiteral(address), 0), UsrsctpConfig.DEFAULT);
        var registrars = new Registrars(
                transport.open(7890, SctpOptions.FAST),
                loop,
                new RegistrarOptions(List.of(), AsapTimers.FAST),
                AddressResolver.system(loop),
                random,
                new EndpointMetrics());
        var reached = new TransportParameter.Sctp(7890, TransportUse.DATA_PLUS_CONTROL, transport.localAddresses());
        return new AloneInPool(
                (policy, listener) -> new PoolElement(registrars, handle, identifier, reached, policy, listener));
    }

    private ObservedSession open() {
        var session = new ObservedSession(handle, identifier);
        loop.call(() -> {
            session.handler = pool.open(session);
            return true;
        });
        return session;
    }

    private void say(ObservedSession session, String text) {
        loop.call(() -> {
            session.say(text);
            return true;
        });
    }

    private static void awaitOutcome(ObservedSession session, String outcome) {
        await().atMost(LONG).until(() -> !session.outcome.isEmpty());
        assertThat(session.outcome).as(session.detail).isEqualTo(outcome);
    }

    private ServerSocket listen() throws IOException {
        var listener = new ServerSocket();
        listener.bind(OrdinaryServer.freeAddress());
        closed.add(listener);
        return listener;
    }

    private Socket accept(ServerSocket listener) throws IOException {
        var socket = listener.accept();
        closed.add(socket);
        return socket;
    }

    private static InetSocketAddress address(ServerSocket listener) {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Closes its listener first, and finishes what it has. */
    @Test
    void aServerThatStopsGracefullyEndsItsSessionsInOrder() throws Exception {
        var listener = listen();
        serve(address(listener), CONFIRMATION, HealthType.TCP);
        var session = open();
        var connection = accept(listener);
        listener.close();
        await().atMost(LONG).until(() -> !loop.call(pool::healthy));
        await().atMost(LONG)
                .until(() -> loop.call(() -> pool.sessions().stream().allMatch(ServerSession::hasOutlivedListeners)));
        say(session, "order");
        connection.getInputStream().readNBytes(5);
        write(connection, "complete");
        connection.close();

        awaitOutcome(session, "end");
        assertThat(session.heard).hasToString("complete");
    }

    @Test
    void aProcessThatEndsItsDirectionOnlyLivesThoughNobodyListens() throws Exception {
        var listener = listen();
        serve(address(listener), LONG_CONFIRMATION, HealthType.TCP);
        var session = open();
        var server = accept(listener);
        listener.close();
        write(server, "complete");
        server.shutdownOutput();

        awaitOutcome(session, "end");
    }

    /** Nobody else than sessions connects, neither for checks nor at their ends. */
    @Test
    void looksAreNotNoticed() throws Exception {
        var listener = listen();
        serve(address(listener), CONFIRMATION, HealthType.TCP);
        for (int i = 0; i < 5; i++) {
            var session = open();
            try (var server = accept(listener)) {
                assertThat(server.getInputStream().available()).isZero();
                write(server, "done");
            }
            awaitOutcome(session, "end");
            assertThat(session.heard).hasToString("done");
        }
        assertThat(loop.call(pool::healthy)).isTrue();
    }

    @RepeatedTest(5)
    void aKilledProcessGroupIsTheDeathOfTheServer() throws Exception {
        try (var server = OrdinaryServer.start(OrdinaryServer.freeAddress(), "-U", "OPEN:/dev/zero")) {
            serve(server.address(), LONG_CONFIRMATION, HealthType.TCP);
            var sessions = List.of(open(), open(), open());
            for (var session : sessions) {
                await().atMost(LONG).until(() -> !session.heard.isEmpty());
            }
            server.kill();
            for (var session : sessions) {
                awaitOutcome(session, "SERVER_FAILED");
            }
            await().atMost(LONG).until(() -> !loop.call(pool::healthy));
        }
    }

    /** By its supervisor: the port is open again before the last bytes of the first run are read. */
    @Test
    void aServerThatWasStartedAgainHasNotEndedTheSessionsOfTheRunBefore() throws Exception {
        ObservedSession session;
        InetSocketAddress address;
        try (var first = OrdinaryServer.start(OrdinaryServer.freeAddress(), "-U", "OPEN:/dev/zero")) {
            address = first.address();
            serve(address, CONFIRMATION, HealthType.TCP);
            session = open();
            var served = session;
            await().atMost(LONG).until(() -> !served.heard.isEmpty());
            session.takes = false;
        }
        try (var again = OrdinaryServer.start(address, "PIPE")) {
            assertThat(again.address()).isEqualTo(address);
            session.takes = true;
            loop.call(() -> {
                session.handler.onWritable();
                return true;
            });
            awaitOutcome(session, "SERVER_FAILED");
            assertThat(session.detail).contains(ServerVerdict.Evidence.RESTARTED.text());
        }
    }

    /** Its handshakes time out; the server is there, and what it has goes on. */
    @Test
    void aFullAcceptQueueIsNoVerdict() throws Exception {
        var listener = new ServerSocket();
        closed.add(listener);
        listener.bind(OrdinaryServer.freeAddress(), 1);
        serve(address(listener), CONFIRMATION, HealthType.TCP);
        var sessions = new ArrayList<ObservedSession>();
        for (int i = 0; i < 4; i++) {
            sessions.add(open());
        }
        await().atMost(LONG).until(() -> sessions.stream().anyMatch(session -> session.outcome.equals("REJECTED")));

        assertThat(sessions).allMatch(session -> session.outcome.isEmpty() || session.outcome.equals("REJECTED"));
        assertThat(loop.call(pool::healthy)).isTrue();
        assertThat(pool.server().notConnected().sum()).isPositive();
        assertThat(pool.server().deaths().sum()).isZero();
    }

    @Test
    void aRefusedConnectionIsTheDeathOfTheServer() throws Exception {
        var listener = listen();
        serve(address(listener), CONFIRMATION, HealthType.TCP);
        listener.close();
        var session = open();

        awaitOutcome(session, "SERVER_FAILED");
        assertThat(loop.call(pool::healthy)).isFalse();
    }

    @Test
    void healthTypeNoneConnectsToNothing() throws Exception {
        var listener = listen();
        serve(address(listener), CONFIRMATION, HealthType.NONE);
        var session = open();
        accept(listener).close();
        awaitOutcome(session, "end");
        listener.setSoTimeout(1);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> listener.accept().close());
    }

    @Test
    void verdictsAreCounted() throws Exception {
        var listener = listen();
        serve(address(listener), CONFIRMATION, HealthType.TCP);
        var session = open();
        accept(listener).close();
        awaitOutcome(session, "end");
        var counted = new ArrayList<ServerVerdict>();
        pool.server().verdicts((verdict, number) -> {
            if (number.sum() > 0) {
                counted.add(verdict);
            }
        });

        assertThat(counted).singleElement().extracting(ServerVerdict::outcome).isEqualTo(ServerVerdict.Outcome.ORDERLY);
    }
}
