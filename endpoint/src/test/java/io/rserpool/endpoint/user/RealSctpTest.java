package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.element.SessionAcceptor;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.DirectService;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same code on real SCTP over UDP: registrar, elements and user at addresses of their own. */
class RealSctpTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] ANSWER = answer();

    private final SelectorEventLoop loop = new SelectorEventLoop("endpoint-test");
    private final String network = "127." + (1 + new Random().nextInt(250)) + "." + new Random().nextInt(250) + ".";
    private final EndpointMetrics metrics = new EndpointMetrics();
    private final List<UsrsctpTransport> transports = new ArrayList<>();
    private UsrsctpTransport registrarTransport;
    private PoolUser user;
    private UsrsctpTransport userTransport;

    private final class Element {
        final UsrsctpTransport transport;

        Element(int number) throws Exception {
            this(number, true);
        }

        Element(int number, boolean multiplexing) throws Exception {
            transport = transport(number);
            on(() -> {
                var limits = SessionLimits.DEFAULT;
                var endpoint =
                        transport.open(Lab.PE_PORT, multiplexing ? limits.applyTo(SctpOptions.FAST) : SctpOptions.FAST);
                var registrars = registrars(endpoint);
                var acceptor = new SessionAcceptor(endpoint, loop, registrars, limits, Download::new, metrics);
                acceptor.serveDirectly(
                        new DirectService(Lab.POOL, new PeIdentifier(number), DirectOptions.DEFAULT.withPpid(38)));
                if (!multiplexing) {
                    acceptor.withoutMultiplexing();
                }
                acceptor.start();
                var address = new TransportParameter.Sctp(
                        Lab.PE_PORT, TransportUse.DATA_PLUS_CONTROL, transport.localAddresses());
                new PoolElement(
                                registrars,
                                Lab.POOL,
                                new PeIdentifier(number),
                                address,
                                new Policy.RoundRobin(),
                                PoolElement.Listener.IGNORE)
                        .register();
                registrars.start();
                return true;
            });
        }
    }

    /** Sends the same bytes to whoever asks, as fast as they are taken. */
    private static final class Download implements IncomingSession.Handler {
        private final IncomingSession session;
        private final ByteBuffer bytes = ByteBuffer.wrap(ANSWER);

        Download(IncomingSession session) {
            this.session = session;
            session.accept();
        }

        @Override
        public void onData(ByteBuffer request) {
            session.consumed(request.remaining());
            onWritable();
        }

        @Override
        public void onWritable() {
            session.send(bytes);
            if (!bytes.hasRemaining()) {
                session.end();
            }
        }
    }

    private static byte[] answer() {
        var bytes = new byte[8 << 20];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    private UsrsctpTransport transport(int number) throws Exception {
        var port = registrarTransport == null ? 0 : registrarTransport.udpPort();
        var address = new InetSocketAddress(InetAddress.getByName(network + number), port);
        var transport = UsrsctpTransport.open(loop, address, UsrsctpConfig.DEFAULT);
        transports.add(transport);
        return transport;
    }

    private Registrars registrars(Endpoint endpoint) {
        var options = new RegistrarOptions(
                List.of(new RegistrarAddress(network + 1, 3863)),
                registrarTransport.udpPort(),
                AsapTimers.FAST,
                Duration.ofSeconds(30));
        return new Registrars(endpoint, loop, options, AddressResolver.system(loop), new Random(), metrics);
    }

    private <T> T on(Callable<T> task) throws Exception {
        var result = new CompletableFuture<T>();
        loop.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void registrarAndUser() throws Exception {
        registrarTransport = transport(1);
        on(() -> new ScriptedRegistrar(registrarTransport, 1));
        userTransport = transport(2);
        user = on(() -> {
            var registrars = registrars(userTransport.open(0, SctpOptions.FAST));
            registrars.start();
            var options = PoolUserOptions.DEFAULT.withElementUdpPort(registrarTransport.udpPort());
            return new PoolUser(userTransport, options, registrars, new Random(), metrics);
        });
    }

    @AfterEach
    void closeAll() throws Exception {
        on(() -> {
            transports.forEach(UsrsctpTransport::close);
            return true;
        });
        loop.close();
    }

    /** Reads slowly enough that the element can be killed in the middle. */
    private TestClient download() throws Exception {
        return on(() -> {
            var options = SessionOptions.DEFAULT.withMode(FailoverMode.REPLAY);
            var client = TestClient.open(user, options);
            client.reading = false;
            client.send("go").end();
            read(client);
            return client;
        });
    }

    private void read(TestClient client) {
        loop.schedule(Duration.ofMillis(5), () -> {
            if (client.unread > 0) {
                client.read(client.unread);
            }
            if (!client.closed) {
                read(client);
            }
        });
    }

    private int received(TestClient client) throws Exception {
        return on(client.answer::size);
    }

    private void checkFailover(TestClient client) throws Exception {
        await().atMost(LONG).until(() -> on(() -> client.closed));
        assertThat(client.events).last().isEqualTo("end");
        assertThat(client.failovers).hasSize(1);
        assertThat(Arrays.equals(client.answer.toByteArray(), ANSWER)).isTrue();
    }

    private Element serving(TestClient client, Element one, Element two) throws Exception {
        await().atMost(LONG).until(() -> received(client) > 1 << 20);
        var serving = on(() -> client.session.element().orElseThrow());
        return serving.identifier().value() == 3 ? one : two;
    }

    @Test
    void aDownloadGoesOnWhenItsElementAborts() throws Exception {
        var one = new Element(3);
        var two = new Element(4);
        var client = download();
        var serving = serving(client, one, two);
        on(() -> {
            serving.transport.close();
            return true;
        });
        checkFailover(client);
    }

    /** Neither tells the code point: sessions as with RSPLIB, both ways. */
    @Test
    void aDirectDownloadGoesOnAtAnElementOfTheOtherKind() throws Exception {
        var one = new Element(3, false);
        var two = new Element(4, true);
        var client = download();
        var serving = serving(client, one, two);
        on(() -> {
            serving.transport.close();
            return true;
        });
        checkFailover(client);
    }

    @Test
    void directSessionsHaveAssociationsOfTheirOwn() throws Exception {
        new Element(3, false);
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 5; i++) {
            clients.add(download());
        }
        await().atMost(LONG)
                .until(() -> on(() -> clients.stream()
                        .allMatch(client -> client.session.element().isPresent())));
        assertThat(metrics.directSessionsActive.sum()).isEqualTo(10);
        await().atMost(LONG).until(() -> on(() -> clients.stream().allMatch(client -> client.ended)));
        assertThat(clients).allSatisfy(client -> assertThat(Arrays.equals(client.answer.toByteArray(), ANSWER))
                .isTrue());
        await().atMost(LONG).until(() -> metrics.directSessionsActive.sum() == 0);
    }

    @Test
    void aUserThatDoesNotMultiplexIsServedByAnElementThatCan() throws Exception {
        new Element(3);
        user = on(() -> {
            var registrars = registrars(userTransport.open(0, SctpOptions.FAST));
            registrars.start();
            var options = PoolUserOptions.DEFAULT
                    .withElementUdpPort(registrarTransport.udpPort())
                    .withMultiplexing(false);
            return new PoolUser(userTransport, options, registrars, new Random(), metrics);
        });
        var client = download();
        await().atMost(LONG).until(() -> on(() -> client.ended));
        assertThat(Arrays.equals(client.answer.toByteArray(), ANSWER)).isTrue();
        await().atMost(LONG).until(() -> metrics.sessionsActive.sum() == 0);
    }

    @Test
    void manySessionsShareOneAssociation() throws Exception {
        new Element(3);
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 40; i++) {
            clients.add(on(() -> TestClient.open(user, SessionOptions.DEFAULT)));
        }
        await().atMost(LONG)
                .until(() -> on(() -> clients.stream()
                        .allMatch(client -> client.session.element().isPresent())));
        assertThat(metrics.associationsActive.sum()).isEqualTo(2);
        on(() -> {
            clients.forEach(client -> client.session.reset());
            return true;
        });
        await().atMost(LONG).until(() -> metrics.sessionsActive.sum() == 0);
    }
}
