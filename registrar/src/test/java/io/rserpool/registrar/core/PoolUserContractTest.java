package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
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
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.message.MessageEndpoint;
import io.rserpool.transport.message.MessageOptions;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pool user may expect of a registrar, the same over SCTP and over TCP (RFC 5352 section 2.1). */
class PoolUserContractTest {
    private enum Way {
        SCTP,
        TCP
    }

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
                    RegistrarLimits.DEFAULT);
            registrar = new Registrar(
                    open(1),
                    new UdpMulticast(loop),
                    settings,
                    () -> CompletableFuture.completedFuture(List.of()),
                    random,
                    metrics);
            registrar.serveTcp(MessageEndpoint.bound(
                    new TcpStack(loop), new InetSocketAddress(network + 1, Ports.ASAP), MessageOptions.of(Ppid.ASAP)));
            registrar.start();
            return true;
        });
        await().until(registrar::isReady);
        element = loop.call(() -> new ScriptedEndpoint(open(2), PROFILE).connect(address()));
        register(1);
    }

    private SctpTransport open(int host) {
        var transport = UsrsctpTransport.open(
                loop,
                new InetSocketAddress(network + host, EndpointAddress.UDP_ENCAPSULATION_PORT),
                UsrsctpConfig.DEFAULT);
        transports.add(transport);
        return transport;
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

    private User user(Way way) {
        return loop.call(() -> {
            Endpoint endpoint = way == Way.TCP
                    ? MessageEndpoint.connecting(new TcpStack(loop), MessageOptions.of(Ppid.ASAP))
                    : open(3 + transports.size()).open(0, PROFILE.endpointOptions());
            var user = new User();
            user.association = endpoint.associate(address(), user);
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

    @ParameterizedTest
    @EnumSource
    void resolvesKnownAndUnknownPools(Way way) {
        var user = user(way);
        var found = user.ask(new HandleResolution(POOL, false, 0), HandleResolutionResponse.class);
        assertThat(found.elements()).hasSize(1);
        assertThat(found.policy()).isEqualTo(new Policy.RoundRobin());
        var none = user.ask(
                new HandleResolution(io.rserpool.protocol.PoolHandle.of("none"), false, 0),
                HandleResolutionResponse.class);
        assertThat(none.causes()).extracting(ErrorCause::code).containsExactly(ErrorCause.UNKNOWN_POOL_HANDLE);
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfChanges(Way way) {
        var user = user(way);
        assertThat(user.ask(new HandleResolution(POOL, true, 0), HandleResolutionResponse.class)
                        .subscribed())
                .isTrue();
        register(2);
        assertThat(((HandleResolutionResponse) user.next()).elements()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void takesReportsOfUnreachableElements(Way way) {
        var user = user(way);
        user.send(CODEC.encode(new EndpointUnreachable(POOL, new PeIdentifier(1))));
        await().until(() -> loop.call(() -> element.count(EndpointKeepAlive.class)) > 0);
    }

    @ParameterizedTest
    @EnumSource
    void reportsUnknownMessages(Way way) {
        var user = user(way);
        user.send(ByteBuffer.wrap(new byte[] {0x4f, 0, 0, 4}));
        assertThat(((AsapMessage.Error) user.next()).causes())
                .extracting(ErrorCause::code)
                .containsExactly(ErrorCause.UNRECOGNIZED_MESSAGE);
    }

    /** The longest answers are longer than one segment of TCP and one packet of SCTP. */
    @ParameterizedTest
    @EnumSource
    void answersWithManyElements(Way way) {
        loop.execute(() -> java.util.stream.IntStream.rangeClosed(2, 128).forEach(element::register));
        await().until(() -> loop.call(() -> registrar.handlespace().size()) == 128);
        assertThat(user(way)
                        .ask(new HandleResolution(POOL, false, 0), HandleResolutionResponse.class)
                        .elements())
                .hasSize(128);
    }

    @Test
    void elementsMustUseSctp() {
        var user = user(Way.TCP);
        var refused = user.ask(
                new Registration(POOL, loop.call(() -> element.element(77, new Policy.RoundRobin(), 60))),
                RegistrationResponse.class);
        assertThat(refused.rejected()).isTrue();
        assertThat(refused.causes()).extracting(ErrorCause::code).containsExactly(ErrorCause.REJECTED_FOR_SECURITY);
        var kept = user.ask(new Deregistration(POOL, new PeIdentifier(1)), DeregistrationResponse.class);
        assertThat(kept.causes()).extracting(ErrorCause::code).containsExactly(ErrorCause.REJECTED_FOR_SECURITY);
        assertThat((int) loop.call(() -> registrar.handlespace().size())).isEqualTo(1);
    }
}
