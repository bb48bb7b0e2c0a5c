package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;
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
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Elements that are drained and come back, with a real server that comes and goes; no registrar is there to confirm anything. */
class DepartureTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SelectorEventLoop loop = new SelectorEventLoop("departure-test");
    private final PoolHandle handle = PoolHandle.of("pool");
    private final PeIdentifier identifier = new PeIdentifier(7);
    private InetSocketAddress address;
    private ServerSocket server;
    private ServedPool pool;

    @BeforeEach
    void listen() throws IOException {
        address = OrdinaryServer.freeAddress();
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        if (server != null) {
            server.close();
        }
    }

    private void serve() throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(address);
    }

    private void start(Duration returnAfter) {
        loop.call(() -> {
            var health = new HealthChecker.Settings(
                    HealthType.TCP, "/", Duration.ofMillis(50), Duration.ofSeconds(1), 1, true);
            pool = new ServedPool(settings(health, 0, returnAfter), identifier, new TcpStack(loop), registration());
            pool.start();
            return true;
        });
    }

    private ServedPool.Settings settings(HealthChecker.Settings health, int capacity, Duration returnAfter) {
        return new ServedPool.Settings(
                "test",
                handle,
                Optional.of(identifier),
                address,
                PolicyName.ROUND_ROBIN,
                capacity,
                DirectOptions.DEFAULT,
                false,
                health,
                Duration.ofMillis(100),
                returnAfter,
                Duration.ofMillis(20),
                List.of());
    }

    /** As when its file has changed. */
    private void use(HealthChecker.Settings health, int capacity, Duration returnAfter) {
        loop.call(() -> {
            pool.use(settings(health, capacity, returnAfter));
            return true;
        });
    }

    private RegisteredElement.Registration registration() {
        var nowhere = new VirtualEventLoop();
        var transport = new VirtualNetwork(nowhere, new Random(1)).start("10.0.0.1");
        var registrars = new Registrars(
                transport.open(7890, SctpOptions.FAST),
                nowhere,
                new RegistrarOptions(List.of(), AsapTimers.FAST),
                AddressResolver.system(nowhere),
                new Random(1),
                new EndpointMetrics());
        var reached = new TransportParameter.Sctp(7890, TransportUse.DATA_PLUS_CONTROL, transport.localAddresses());
        return new AloneInPool(
                (policy, listener) -> new PoolElement(registrars, handle, identifier, reached, policy, listener));
    }

    private void awaitState(PoolElement.State... states) {
        await().atMost(LONG).until(() -> List.of(states).contains(loop.call(pool::state)));
    }

    private CompletableFuture<Void> drain() {
        return loop.call(pool::drain);
    }

    private boolean takesSessions() {
        var session = new ObservedSession(handle, identifier);
        loop.call(() -> session.handler = pool.open(session));
        return session.outcome.isEmpty();
    }

    @Test
    void aPortWhereNobodyHasListenedIsNamed() throws Exception {
        start(Duration.ofHours(1));
        await().atMost(LONG)
                .until(() -> loop.call(pool::whyNotRegistered).equals("nobody listens on port " + address.getPort()));
        assertThat(loop.call(() -> pool.server().hasListened())).isFalse();
        serve();
        awaitState(PoolElement.State.REGISTERING);
        assertThat(loop.call(() -> pool.server().hasListened())).isTrue();
        server.close();
        await().atMost(LONG).until(() -> !loop.call(pool::healthy));
        assertThat(loop.call(() -> pool.server().hasListened()))
                .as("once ready, always ready")
                .isTrue();
    }

    @Test
    void aDrainedElementWhoseServerLivesOnComesBack() throws Exception {
        serve();
        start(Duration.ofMillis(300));
        awaitState(PoolElement.State.REGISTERING);
        drain();
        assertThat(takesSessions()).isFalse();
        assertThat(loop.call(pool::whyNotRegistered)).isEqualTo("it was drained");
        awaitState(PoolElement.State.REGISTERING);
        assertThat(takesSessions()).isTrue();
        drain();
        assertThat(takesSessions()).as("drained once more").isFalse();
    }

    @Test
    void aDrainedElementComesBackWithAnotherRunOfItsServer() throws Exception {
        serve();
        start(Duration.ofHours(1));
        awaitState(PoolElement.State.REGISTERING);
        drain();
        server.close();
        await().atMost(LONG).until(() -> !loop.call(pool::healthy));
        assertThat(takesSessions()).isFalse();
        serve();
        awaitState(PoolElement.State.REGISTERING);
        assertThat(takesSessions()).isTrue();
    }

    @Test
    void aChangeOfTheCapacityAppliesToTheNextSession() throws Exception {
        serve();
        start(Duration.ofHours(1));
        awaitState(PoolElement.State.REGISTERING);
        assertThat(takesSessions()).isTrue();
        use(health(Duration.ofMillis(50)), 1, Duration.ofHours(1));
        assertThat(takesSessions()).as("it has one already").isFalse();
        use(health(Duration.ofMillis(50)), 2, Duration.ofHours(1));
        assertThat(takesSessions()).isTrue();
    }

    @Test
    void aChangeOfTheReturnAppliesToTheNextDrain() throws Exception {
        serve();
        start(Duration.ofHours(1));
        awaitState(PoolElement.State.REGISTERING);
        use(health(Duration.ofMillis(50)), 0, Duration.ofMillis(100));
        drain();
        awaitState(PoolElement.State.REGISTERING);
        assertThat(takesSessions()).isTrue();
    }

    @Test
    void aShorterIntervalOfChecksDoesNotWaitForTheOldOne() throws Exception {
        serve();
        start(Duration.ofHours(1));
        awaitState(PoolElement.State.REGISTERING);
        use(health(Duration.ofHours(1)), 0, Duration.ofHours(1));
        use(health(Duration.ofMillis(50)), 0, Duration.ofHours(1));
        server.close();
        await().atMost(LONG).until(() -> !loop.call(pool::healthy));
    }

    private static HealthChecker.Settings health(Duration interval) {
        return new HealthChecker.Settings(HealthType.CONNECT, "/", interval, Duration.ofSeconds(1), 1, true);
    }

    @Test
    void anElementThatWasStoppedDoesNotComeBack() throws Exception {
        serve();
        start(Duration.ofMillis(50));
        awaitState(PoolElement.State.REGISTERING);
        drain();
        loop.call(pool::stop);
        // Longer than it would take to come back: timers of one loop run in their order.
        var later = new CompletableFuture<Boolean>();
        loop.call(() -> loop.schedule(Duration.ofMillis(200), () -> later.complete(true)));
        assertThat(later.get()).isTrue();
        assertThat(takesSessions()).isFalse();
    }
}
