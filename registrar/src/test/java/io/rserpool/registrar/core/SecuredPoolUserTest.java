package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.registrar.settings.RegistrarSettings;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.identity.Security;
import io.rserpool.transport.identity.TestAuthority;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.message.MessageEndpoint;
import io.rserpool.transport.message.MessageOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpSecurity;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import io.rserpool.transport.tcp.TcpStack;
import io.rserpool.transport.udp.UdpMulticast;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pool users of a scope that requires security get over TCP, which TLS is below there. */
class SecuredPoolUserTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final String ELEMENT = "rserpool://test/pool-element?serve=" + POOL;
    private static final String USER = "rserpool://test/pool-user?use=" + POOL;

    private static final RegistrarProfile PROFILE = RegistrarProfile.FAST;
    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    private final Random random = new Random();
    private final String network = "127.%d.%d.".formatted(20 + random.nextInt(200), random.nextInt(256));
    private final SelectorEventLoop loop = new SelectorEventLoop("test");
    private final List<SctpTransport> transports = new ArrayList<>();
    private final RegistrarMetrics metrics = new RegistrarMetrics(new PrometheusRegistry());
    private Registrar registrar;
    private ScriptedEndpoint element;

    @BeforeEach
    void aRegistrarWithAnElement() {
        loop.call(() -> {
            var settings = new RegistrarSettings(
                            ServerId.random(random),
                            Ports.ASAP,
                            Ports.ENRP,
                            EndpointAddress.UDP_ENCAPSULATION_PORT,
                            false,
                            null,
                            PROFILE,
                            RegistrarLimits.DEFAULT)
                    .withSecurity(Security.of("test"));
            registrar = new Registrar(
                    open(1, "rserpool://test/registrar"),
                    new UdpMulticast(loop),
                    settings,
                    () -> CompletableFuture.completedFuture(List.of()),
                    random,
                    metrics);
            registrar.serveTcp(MessageEndpoint.bound(
                    new TcpStack(loop),
                    new InetSocketAddress(network + 1, Ports.ASAP_TLS),
                    MessageOptions.of(Ppid.ASAP),
                    tls("rserpool://test/registrar")));
            registrar.start();
            return true;
        });
        await().until(registrar::isReady);
        element = loop.call(() -> new ScriptedEndpoint(open(2, ELEMENT), PROFILE).connect(address()));
        register(1);
    }

    private SctpTransport open(int host, String name) {
        var transport = UsrsctpTransport.secured(
                loop,
                new InetSocketAddress(network + host, EndpointAddress.UDP_ENCAPSULATION_PORT),
                UsrsctpConfig.DEFAULT,
                new UsrsctpSecurity("test", AUTHORITY.credentials(name)));
        transports.add(transport);
        return transport;
    }

    private TlsStreams tls(String name) {
        var credentials = AUTHORITY.credentials(name);
        return new TlsStreams(loop, "test", () -> credentials, DtlsConfig.DEFAULT, new DtlsStatistics());
    }

    private EndpointAddress address() {
        return EndpointAddress.of(
                InetAddress.ofLiteral(network + 1), Ports.ASAP, EndpointAddress.UDP_ENCAPSULATION_PORT);
    }

    private void register(int identifier) {
        loop.execute(() -> element.register(identifier));
        await().until(() ->
                loop.call(() -> registrar.handlespace().element(POOL, new PeIdentifier(identifier)) != null));
    }

    @AfterEach
    void close() {
        loop.call(() -> {
            registrar.halt();
            transports.forEach(SctpTransport::close);
            return true;
        });
        loop.close();
    }

    private User user(String name) {
        return loop.call(() -> {
            var user = new User();
            user.association = MessageEndpoint.connecting(new TcpStack(loop), MessageOptions.of(Ppid.ASAP), tls(name))
                    .associate(EndpointAddress.of(InetAddress.ofLiteral(network + 1), Ports.ASAP_TLS, 0), user);
            return user;
        });
    }

    private final class User implements AssociationHandler {
        private final BlockingQueue<AsapMessage> received = new LinkedBlockingQueue<>();
        private Association association;

        @Override
        public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            received.add(((Decoded.Message<AsapMessage>) CODEC.decode(payload)).message());
        }

        void send(ByteBuffer message) {
            assertThat(loop.call(() -> association.send(0, Ppid.ASAP, message))).isTrue();
        }

        <M extends AsapMessage> M ask(AsapMessage request, Class<M> answer) {
            send(CODEC.encode(request));
            return answer.cast(next());
        }

        AsapMessage next() {
            try {
                var message = received.poll(10, TimeUnit.SECONDS);
                if (message == null) {
                    throw new AssertionError("no message came");
                }
                return message;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static HandleResolution resolution(PoolHandle pool) {
        return new HandleResolution(pool, false, 0);
    }

    private static void assertNothingToldOf(HandleResolutionResponse answer) {
        assertThat(answer.elements()).isEmpty();
        assertThat(answer.causes()).extracting(ErrorCause::code).containsExactly(ErrorCause.REJECTED_FOR_SECURITY);
    }

    @Test
    void aUserResolvesWhatItMayUseAndNothingElse() {
        var user = user(USER);
        assertThat(user.ask(resolution(POOL), HandleResolutionResponse.class).elements())
                .hasSize(1);
        assertNothingToldOf(user.ask(resolution(PoolHandle.of("other")), HandleResolutionResponse.class));
    }

    @Test
    void whoMayUseOtherPoolsOnlyLearnsNothing() {
        assertNothingToldOf(
                user("rserpool://test/pool-user?use=other").ask(resolution(POOL), HandleResolutionResponse.class));
    }

    @Test
    void aRoleThatResolvesNothingLearnsNothing() {
        assertNothingToldOf(
                user("rserpool://test/pool-element?serve=other").ask(resolution(POOL), HandleResolutionResponse.class));
    }

    @Test
    void elementsMustUseSctpHereToo() {
        var refused = user(ELEMENT)
                .ask(
                        new Registration(POOL, loop.call(() -> element.element(77, new Policy.RoundRobin(), 60))),
                        RegistrationResponse.class);
        assertThat(refused.rejected()).isTrue();
        assertThat((int) loop.call(() -> registrar.handlespace().size())).isEqualTo(1);
    }
}
