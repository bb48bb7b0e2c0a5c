package io.rserpool.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.handlespace.HandlespaceLimits;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.registrar.core.Registrar;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.registrar.settings.RegistrarSettings;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.association.EndpointAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A registrar with small limits, and four peers that follow a script of records: an operation (1 byte: peer in bits 0
 * and 1, action in bits 2 and 3), a number (2 bytes), and for a message so many bytes.
 */
final class HostileScope {
    private static final int SEND = 0;
    private static final int SEND_FOREIGN = 1;
    private static final int RECONNECT = 2;
    private static final Duration STEP = Duration.ofMillis(10);
    private static final int LONGEST_WAIT = 500;
    private static final int LONGEST_MESSAGE = 8192;

    private static final InetAddress REGISTRAR = InetAddress.ofLiteral("10.0.1.1");
    private static final HandlespaceLimits LIMITS = new HandlespaceLimits(4, 16, 8, 8);
    private static final int MOST_PEERS = 4;

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final VirtualNetwork network = new VirtualNetwork(loop, new Random(1));
    private final Registrar registrar;
    private final List<FuzzedPeer> peers = new ArrayList<>();

    HostileScope() {
        var limits = RegistrarLimits.DEFAULT.withHandlespace(LIMITS).withPeers(MOST_PEERS);
        var settings = new RegistrarSettings(
                new ServerId(0x7fffffff),
                Ports.ASAP,
                Ports.ENRP,
                EndpointAddress.UDP_ENCAPSULATION_PORT,
                false,
                null,
                RegistrarProfile.FAST,
                limits);
        registrar = new Registrar(
                network.start(REGISTRAR.getHostAddress()),
                network.multicast(),
                settings,
                () -> CompletableFuture.completedFuture(List.of()),
                new Random(2),
                new RegistrarMetrics(new PrometheusRegistry()));
        registrar.start();
        loop.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 4; i++) {
            peers.add(new FuzzedPeer(network.start("10.0.2." + (i + 1)), i < 2));
        }
        peers.forEach(peer -> peer.connect(REGISTRAR));
        loop.advance(STEP);
    }

    void play(byte[] script) {
        var in = ByteBuffer.wrap(script);
        while (in.remaining() >= 3) {
            int operation = in.get();
            int number = Short.toUnsignedInt(in.getShort());
            var peer = peers.get(operation & 3);
            switch (operation >> 2 & 3) {
                case SEND -> peer.send(message(in, number), true);
                case SEND_FOREIGN -> peer.send(message(in, number), false);
                case RECONNECT -> peer.connect(REGISTRAR);
                default -> loop.advance(STEP.multipliedBy(number % LONGEST_WAIT));
            }
        }
        loop.advance(STEP);
    }

    private static ByteBuffer message(ByteBuffer in, int length) {
        var part = in.slice(in.position(), Math.min(Math.min(length, LONGEST_MESSAGE), in.remaining()));
        in.position(in.position() + part.remaining());
        return part;
    }

    void checkLimits() {
        var handlespace = registrar.handlespace();
        assertThat(handlespace.size()).isLessThanOrEqualTo(LIMITS.elements());
        assertThat(handlespace.pools()).hasSizeLessThanOrEqualTo(LIMITS.pools());
        assertThat(handlespace.pools())
                .allSatisfy(pool -> assertThat(pool.size()).isBetween(1, LIMITS.elementsPerPool()));
        assertThat((List<?>) registrar.view().get("peers")).hasSizeLessThanOrEqualTo(MOST_PEERS + LIMITS.elements());
    }

    void checkThatAnHonestUserIsServed() {
        var user = new FuzzedPeer(network.start("10.0.3.1"), true);
        user.connect(REGISTRAR);
        var handle = PoolHandle.of("EchoPool");
        user.ask(new AsapMessage.HandleResolution(handle, false, 0));
        loop.runUntil(Duration.ofSeconds(2), () -> user.received().stream()
                .anyMatch(message -> message instanceof AsapMessage.HandleResolutionResponse response
                        && response.handle().equals(handle)));
    }
}
