package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.asap.AnnounceOptions;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage.ServerAnnounce;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.udp.MulticastGroup;
import io.rserpool.transport.udp.MulticastOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Registrars that are known from their announces (RFC 5352 section 3.6). */
class AnnouncesTest {
    private static final InetSocketAddress GROUP = new InetSocketAddress(InetAddress.ofLiteral("239.0.0.50"), 3863);
    private static final Duration T7 = AnnounceOptions.T7_OUTDATE;
    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    private final Lab lab = new Lab(1);
    private Registrars registrars;

    private void user(List<RegistrarAddress> configured, boolean atSourcePort, boolean overTcp) throws IOException {
        var transport = lab.network.start("10.0.3.1");
        registrars = new Registrars(
                transport.open(0, SctpOptions.FAST),
                lab.loop,
                new RegistrarOptions(configured, AsapTimers.FAST),
                Lab.literal(),
                lab.random,
                lab.metrics);
        var group = new MulticastOptions(GROUP, transport.localAddresses().getFirst(), 0, 1);
        registrars.listenToAnnounces(lab.network.multicast(), new AnnounceOptions(group, atSourcePort, overTcp, T7));
        registrars.start();
    }

    private void user(List<RegistrarAddress> configured) throws IOException {
        user(configured, false, false);
    }

    private MulticastGroup group(String host, int sourcePort) throws IOException {
        var options = new MulticastOptions(GROUP, InetAddress.ofLiteral(host), sourcePort, 1);
        return lab.network.multicast().join(options, (from, payload) -> {});
    }

    private static ByteBuffer announce(TransportParameter... transports) {
        return CODEC.encode(new ServerAnnounce(new ServerId(7), List.of(transports)));
    }

    private static TransportParameter.Sctp sctp(String host, int port) {
        return new TransportParameter.Sctp(port, TransportUse.DATA_ONLY, List.of(InetAddress.ofLiteral(host)));
    }

    private boolean isHome(int number) {
        return registrars
                .home()
                .map(EndpointAddress::primary)
                .equals(java.util.Optional.of(InetAddress.ofLiteral(Lab.registrarHost(number))));
    }

    @Test
    void withoutConfiguredRegistrarsAnAnnouncedOneIsFoundAtOnce() throws IOException {
        lab.registrar(1);
        user(List.of());
        lab.advance(Duration.ofMinutes(10));
        assertThat(registrars.home()).isEmpty();

        group(Lab.registrarHost(1), 3863).send(announce());
        assertThat(lab.loop.runUntil(Lab.SOON, () -> isHome(1))).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void transportsSayWhereARegistrarIs() throws IOException {
        lab.registrar(1);
        lab.network.start("10.0.1.9");
        user(List.of());
        group("10.0.1.9", 3863)
                .send(announce(
                        new TransportParameter.Tcp(3863, InetAddress.ofLiteral("10.0.1.9")),
                        sctp(Lab.registrarHost(1), 3863)));
        lab.run(() -> isHome(1));
    }

    /** RFC: the IANA port; RSPLIB: the SCTP port of the same number as the UDP source port. */
    @Test
    void withoutTransportsThePortIsThatOfTheRfcOrThatOfRsplib() throws IOException {
        lab.registrar(1);
        user(List.of(), true, false);
        var group = group(Lab.registrarHost(1), 4444);
        group.send(announce());
        lab.advance(Duration.ofSeconds(1));
        assertThat(registrars.home()).isEmpty();
        var atAsapPort = group(Lab.registrarHost(1), 3863);
        atAsapPort.send(announce());
        lab.run(() -> isHome(1));
    }

    @Test
    void anAddressIsForgottenT7AfterTheLastAnnounce() throws IOException {
        var registrar = lab.registrar(1);
        user(List.of());
        var group = group(Lab.registrarHost(1), 3863);
        group.send(announce());
        lab.run(() -> isHome(1));
        lab.advance(T7.minusSeconds(1));
        group.send(announce());
        lab.advance(T7.minusSeconds(1));
        registrar.associations.getFirst().abort("test");
        lab.run(() -> registrars.home().isEmpty());
        lab.run(() -> isHome(1));

        lab.advance(T7);
        registrar.associations.getLast().abort("test");
        lab.run(() -> registrars.home().isEmpty());
        lab.advance(Duration.ofMinutes(1));
        assertThat(registrars.home()).isEmpty();
    }

    @Test
    void whatIsConfiguredWins() throws IOException {
        lab.registrar(1);
        lab.registrar(2);
        // The way to the configured one is longer, and it is still chosen.
        user(List.of(new RegistrarAddress(Lab.registrarHost(1), 3863)));
        var group = group(Lab.registrarHost(2), 3863);
        group.send(announce());
        lab.run(() -> registrars.home().isPresent());
        assertThat(isHome(1)).isTrue();
        group.send(announce());
        lab.network.crash(Lab.registrarHost(1));
        for (int i = 0; i < 5; i++) {
            lab.advance(Duration.ofSeconds(1));
            group.send(announce());
        }
        lab.run(() -> isHome(2));
    }

    /** A registrar that refuses is no reason to wait for T5. */
    @Test
    void announcedOnesAreTriedWhenTheConfiguredOnesRefuse() throws IOException {
        lab.network.start(Lab.registrarHost(1));
        lab.registrar(2);
        var group = group(Lab.registrarHost(2), 3863);
        user(List.of(new RegistrarAddress(Lab.registrarHost(1), 3863)));
        group.send(announce());
        assertThat(lab.loop.runUntil(Lab.SOON, () -> isHome(2))).isLessThan(AsapTimers.FAST.t5ServerHunt());
    }

    @Test
    void aFloodCostsBoundedMemoryAndAttempts() throws IOException {
        lab.registrar(1);
        user(List.of());
        var good = group(Lab.registrarHost(1), 3863);
        var bad = group("10.0.9.9", 3863);
        good.send(announce());
        for (int i = 0; i < 5_000; i++) {
            bad.send(announce(sctp("10.9." + i / 250 + "." + (1 + i % 250), 3863)));
        }
        lab.run(() -> isHome(1));
        assertThat(lab.metrics.announcesDropped.sum()).isGreaterThan(4_900);
        // The known one is not pushed out.
        lab.advance(Duration.ofSeconds(1));
        good.send(announce());
        lab.registrars.getFirst().associations.getFirst().abort("test");
        lab.run(() -> registrars.home().isEmpty());
        lab.run(() -> isHome(1));
    }

    @Test
    void garbageIsCountedAndNotAnswered() throws IOException {
        user(List.of());
        lab.network.start("10.0.9.9");
        var answers = new java.util.ArrayList<ByteBuffer>();
        var options = new MulticastOptions(GROUP, InetAddress.ofLiteral("10.0.9.9"), 0, 1);
        var group = lab.network.multicast().join(options, (from, payload) -> answers.add(payload));
        group.send(ByteBuffer.wrap(new byte[] {0x4f, 0, 0, 4}));
        group.send(ByteBuffer.wrap(new byte[] {1}));
        lab.advance(Duration.ofSeconds(1));
        assertThat(lab.metrics.protocolErrors.sum()).isEqualTo(2);
        assertThat(answers).hasSize(2);
    }

    /** An announced address must not make somebody the home of an element that knows better. */
    @Test
    void aKeepAliveFromWhoIsOnlyAnnouncedChangesNoConfiguredHome() throws IOException {
        lab.registrar(1);
        var imposter = lab.registrar(2);
        lab.registrars.removeLast();
        var element = lab.registeredElement(1, stream -> null);
        var group =
                new MulticastOptions(GROUP, element.transport.localAddresses().getFirst(), 0, 1);
        element.registrars.listenToAnnounces(lab.network.multicast(), new AnnounceOptions(group, false, false, T7));
        group(Lab.registrarHost(2), 3863).send(announce());
        lab.advance(Duration.ofMillis(100));
        imposter.takeOver(Lab.elementAddress(1), Lab.POOL);
        lab.advance(Duration.ofSeconds(1));
        assertThat(element.registrars.home().map(EndpointAddress::primary))
                .contains(InetAddress.ofLiteral(Lab.registrarHost(1)));
    }
}
