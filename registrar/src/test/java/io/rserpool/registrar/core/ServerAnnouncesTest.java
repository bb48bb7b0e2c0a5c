package io.rserpool.registrar.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.ServerAnnounce;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.settings.AnnounceSettings;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.transport.udp.MulticastGroup;
import io.rserpool.transport.udp.MulticastOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Announces by multicast (RFC 5352 sections 2.2.10 and 3.6). */
class ServerAnnouncesTest {
    private record Heard(InetSocketAddress from, ServerAnnounce announce, Duration at) {}

    private static final InetSocketAddress GROUP = new InetSocketAddress(InetAddress.ofLiteral("239.0.0.50"), 3863);
    private static final Duration T6 = Duration.ofSeconds(1);
    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    private final List<Heard> heard = new ArrayList<>();
    private Scope scope;

    private MulticastGroup scope(int registrars, boolean rsplib) throws IOException {
        scope = Scope.running(registrars, RegistrarProfile.FAST);
        scope.network.start("10.0.3.1");
        var group = join("10.0.3.1");
        for (var registrar : scope.registrars.values()) {
            registrar.announce(new AnnounceSettings(GROUP, 1, rsplib, T6));
        }
        return group;
    }

    private MulticastGroup join(String host) throws IOException {
        var options = new MulticastOptions(GROUP, InetAddress.ofLiteral(host), 0, 1);
        return scope.network.multicast().join(options, (from, payload) -> {
            if (CODEC.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var reports)
                    && message instanceof ServerAnnounce announce) {
                heard.add(new Heard(from, announce, Duration.ofNanos(scope.loop.nanoTime())));
            }
        });
    }

    private int heardWithin(Duration time) {
        int before = heard.size();
        scope.loop.advance(time);
        return heard.size() - before;
    }

    @Test
    void theRfcsFormListsTransports() throws IOException {
        scope(1, false);
        scope.loop.advance(Duration.ofSeconds(10));
        assertThat(heard).hasSizeBetween(9, 11);
        var transport = new TransportParameter.Sctp(
                3863, TransportUse.DATA_ONLY, List.of(InetAddress.ofLiteral(Scope.registrarAddress(1))));
        assertThat(heard.getFirst().announce()).isEqualTo(new ServerAnnounce(scope.id(1), List.of(transport)));
    }

    @Test
    void rsplibsFormHasNoneAndComesFromTheAsapPort() throws IOException {
        scope(1, true);
        scope.loop.advance(Duration.ofSeconds(60));
        assertThat(heard).hasSizeBetween(50, 70);
        assertThat(heard.getFirst().announce().transports()).isEmpty();
        assertThat(heard.getFirst().from())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral(Scope.registrarAddress(1)), 3863));
    }

    /** (N + 1) × T6: about one announce per T6 from all together. */
    @Test
    void manyRegistrarsTogetherSayOneAnnouncePerCycle() throws IOException {
        scope(4, false);
        scope.loop.advance(Duration.ofSeconds(30));
        assertThat(heardWithin(Duration.ofSeconds(60))).isBetween(52, 68);
        assertThat(heard.stream().map(one -> one.announce().server()).distinct())
                .hasSize(4);
    }

    @Test
    void whoIsSilentIsNotCountedAnyLonger() throws IOException {
        scope(4, false);
        scope.loop.advance(Duration.ofSeconds(30));
        scope.crash(2);
        scope.crash(3);
        scope.crash(4);
        scope.loop.advance(Duration.ofSeconds(60));
        assertThat(heardWithin(Duration.ofSeconds(60))).isBetween(54, 66);
    }

    @Test
    void aRegistrarThatDoesNotServeYetIsNotAnnounced() throws IOException {
        scope = new Scope(2, RegistrarProfile.FAST);
        var registrar = scope.start(1);
        scope.network.start("10.0.3.1");
        join("10.0.3.1");
        registrar.announce(new AnnounceSettings(GROUP, 1, false, T6));
        scope.loop.runUntil(Duration.ofMinutes(1), () -> {
            assertThat(heard).isEmpty();
            return registrar.isReady();
        });
        assertThat(heardWithin(Duration.ofSeconds(1))).isPositive();
    }

    @Test
    void theEndOfTheRegistrarEndsItsAnnounces() throws IOException {
        scope(1, false);
        scope.loop.advance(T6);
        scope.registrars.get(1).shutdown(() -> {});
        scope.loop.advance(T6);
        assertThat(heardWithin(Duration.ofSeconds(10))).isZero();
    }

    /** Whoever pretends to be thousands of registrars must not silence the true ones. */
    @Test
    void aFloodSilencesNobodyForLong() throws IOException {
        var attacker = scope(1, false);
        for (int i = 0; i < 10_000; i++) {
            attacker.send(CODEC.encode(new ServerAnnounce(new ServerId(0x7000_0000 + i), List.of())));
        }
        attacker.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        scope.loop.advance(Duration.ofSeconds(1));
        assertThat(scope.metrics.get(1).countDropped(Dropped.ANNOUNCE_LIMIT)).isGreaterThan(9_000);
        // Bounded by the most registrars there can be.
        int most = scope.limits.peers() + 1;
        assertThat(heard.stream().filter(one -> one.announce().server().equals(scope.id(1))))
                .isNotEmpty();
        scope.loop.advance(T6.multipliedBy(5L * most));
        assertThat(heardWithin(Duration.ofSeconds(10))).isBetween(9, 11);
    }
}
