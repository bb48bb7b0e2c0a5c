package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.endpoint.user.PoolUserOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of a pool that has no element. */
class UsedPoolTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int ROOM = 3;

    private final SelectorEventLoop loop = new SelectorEventLoop("used-pool-test");
    private InetSocketAddress address;
    private UsedPool pool;

    @BeforeEach
    void listen() throws Exception {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) free.getLocalSocketAddress();
        }
        pool = loop.call(() -> {
            // In a network whose time stands still nobody ever finds an element.
            var nowhere = new VirtualEventLoop();
            var transport = new VirtualNetwork(nowhere, new Random(1)).start("10.0.0.1");
            var metrics = new EndpointMetrics();
            var registrars = new Registrars(
                    transport.open(0, SctpOptions.FAST),
                    nowhere,
                    new RegistrarOptions(List.of(), AsapTimers.FAST),
                    AddressResolver.system(nowhere),
                    new Random(1),
                    metrics);
            var user = new PoolUser(transport, PoolUserOptions.DEFAULT, registrars, new Random(1), metrics);
            var used = new UsedPool(
                    settings(ROOM, SessionOptions.DEFAULT.failoverTimeout()),
                    new TcpStack(loop),
                    user,
                    AddressResolver.system(loop),
                    new ClientSight(),
                    failover -> {});
            used.listen();
            return used;
        });
    }

    private UsedPool.Settings settings(int room, Duration failoverTimeout) {
        var options = SessionOptions.DEFAULT.withFailoverTimeout(failoverTimeout);
        return new UsedPool.Settings("files", PoolHandle.of("files"), address, options, room, null);
    }

    /** As when its file has changed. */
    private void use(UsedPool.Settings changed) {
        loop.call(() -> {
            pool.use(changed);
            return true;
        });
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private long now(ToLongFunction<UsedPool> figure) {
        return loop.call(() -> figure.applyAsLong(pool));
    }

    private Socket connect() throws Exception {
        return new Socket(address.getAddress(), address.getPort());
    }

    @Test
    void connectionsThatEndWithoutAByteMakeRoomForOthersAndAreNotKept() throws Exception {
        for (int i = 0; i < 5 * ROOM; i++) {
            connect().close();
            var opened = i + 1;
            await().atMost(LONG).until(() -> now(used -> used.opened().sum()) == opened);
        }
        try (var client = connect()) {
            client.getOutputStream().write('x');
            await().atMost(LONG).until(() -> now(used -> used.dismissed().sum()) == 5 * ROOM);
            assertThat(now(UsedPool::sessionCount)).isEqualTo(1);
            assertThat(now(used -> used.refused().sum())).isZero();
            assertThat(now(used -> used.lost().sum())).isZero();
        }
    }

    @Test
    void aClientThatOnlyListensIsKept() throws Exception {
        try (var listening = connect()) {
            connect().close();
            await().atMost(LONG).until(() -> now(used -> used.dismissed().sum()) == 1);
            assertThat(now(UsedPool::sessionCount)).isEqualTo(1);
            assertThat(listening.isClosed()).isFalse();
        }
    }

    @Test
    void aChangeOfTheRoomAppliesToTheNextConnection() throws Exception {
        var clients = new ArrayList<Socket>();
        for (int i = 0; i < ROOM; i++) {
            var client = connect();
            client.getOutputStream().write('x');
            clients.add(client);
        }
        await().atMost(LONG).until(() -> now(UsedPool::sessionCount) == ROOM);
        use(settings(ROOM + 1, Duration.ofSeconds(30)));
        clients.add(connect());
        await().atMost(LONG).until(() -> now(UsedPool::sessionCount) == ROOM + 1);
        use(settings(1, Duration.ofSeconds(30)));
        try (var refused = connect()) {
            await().atMost(LONG).until(() -> now(used -> used.refused().sum()) == 1);
        }
        assertThat(now(UsedPool::sessionCount)).as("those that are there stay").isEqualTo(ROOM + 1);
        for (var client : clients) {
            client.close();
        }
    }
}
