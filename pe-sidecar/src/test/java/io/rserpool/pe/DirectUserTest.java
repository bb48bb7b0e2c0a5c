package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.element.SessionAcceptor;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.DirectService;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user as RSPLIB's, over real SCTP, at an ordinary server behind the pe-sidecar. */
class DirectUserTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int PORT = 7890;

    private final SelectorEventLoop loop = new SelectorEventLoop("direct-user-test");
    private final EndpointMetrics metrics = new EndpointMetrics();
    private OrdinaryServer server;
    private UsrsctpTransport transport;
    private UsrsctpTransport userTransport;
    private ServedPool pool;

    private static final class User implements AssociationHandler {
        final StringBuffer heard = new StringBuffer();
        final CompletableFuture<DownReason> down = new CompletableFuture<>();

        @Override
        public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            heard.append(ppid).append(StandardCharsets.UTF_8.decode(payload));
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            down.complete(reason);
        }
    }

    @BeforeEach
    void sidecar() throws Exception {
        server = OrdinaryServer.start(OrdinaryServer.freeAddress(), "EXEC:cat");
        var random = new Random();
        var network = "127." + (1 + random.nextInt(250)) + "." + random.nextInt(250) + ".";
        transport = transport(network + 1);
        userTransport = transport(network + 2);
        loop.call(() -> {
            serve();
            return true;
        });
    }

    private UsrsctpTransport transport(String address) {
        return UsrsctpTransport.open(
                loop, new InetSocketAddress(InetAddress.ofLiteral(address), 0), UsrsctpConfig.DEFAULT);
    }

    private void serve() {
        var handle = PoolHandle.of("EchoPool");
        var identifier = new PeIdentifier(7);
        var direct = DirectOptions.DEFAULT.withPpid(38);
        var settings = new ServedPool.Settings(
                "echo",
                handle,
                Optional.of(identifier),
                server.address(),
                PolicyName.ROUND_ROBIN,
                1,
                direct,
                false,
                new HealthChecker.Settings(HealthType.TCP, "/", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, true),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofMillis(20),
                List.of());
        var limits = SessionLimits.DEFAULT;
        var endpoint = transport.open(PORT, limits.applyTo(SctpOptions.FAST));
        var registrars = new Registrars(
                endpoint,
                loop,
                new RegistrarOptions(List.of(), AsapTimers.FAST),
                AddressResolver.system(loop),
                new Random(),
                metrics);
        var reached = new TransportParameter.Sctp(PORT, TransportUse.DATA_PLUS_CONTROL, transport.localAddresses());
        pool = new ServedPool(
                settings,
                identifier,
                new TcpStack(loop),
                new AloneInPool((policy, listener) ->
                        new PoolElement(registrars, handle, identifier, reached, policy, listener)));
        var acceptor = new SessionAcceptor(endpoint, loop, registrars, limits, pool::open, metrics);
        acceptor.serveDirectly(new DirectService(handle, identifier, direct));
        acceptor.start();
    }

    @AfterEach
    void close() throws Exception {
        loop.call(() -> {
            transport.close();
            userTransport.close();
            return true;
        });
        loop.close();
        server.close();
    }

    private Association connect(User user) {
        var address = EndpointAddress.of(transport.localAddresses().getFirst(), PORT, transport.udpPort());
        return loop.call(() -> userTransport.open(0, SctpOptions.FAST).associate(address, user));
    }

    private void say(Association association, String text) {
        loop.call(() -> association.send(0, 5, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    private int sessions() {
        return loop.call(pool::sessionCount);
    }

    @Test
    void messagesBecomeBytesAndTheEndTheServersEnd() {
        var user = new User();
        var association = connect(user);
        say(association, "hello");
        await().atMost(LONG).until(() -> user.heard.toString().equals("38hello"));
        assertThat(sessions()).isEqualTo(1);
        loop.call(() -> {
            association.shutdown();
            return true;
        });
        assertThat(user.down
                        .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isEqualTo(AssociationHandler.DownReason.SHUTDOWN);
        await().atMost(LONG).until(() -> sessions() == 0);
    }

    @Test
    void theServersDeathIsAnAbort() throws Exception {
        var user = new User();
        say(connect(user), "hello");
        await().atMost(LONG).until(() -> user.heard.toString().equals("38hello"));
        server.kill();
        assertThat(user.down
                        .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isEqualTo(AssociationHandler.DownReason.ABORTED);
        await().atMost(LONG).until(() -> sessions() == 0);
    }

    @Test
    void beyondTheCapacityUsersAreAborted() {
        var first = new User();
        say(connect(first), "hello");
        await().atMost(LONG).until(() -> first.heard.toString().equals("38hello"));
        var second = new User();
        say(connect(second), "hello");
        assertThat(second.down
                        .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isEqualTo(AssociationHandler.DownReason.ABORTED);
        assertThat(sessions()).isEqualTo(1);
    }
}
