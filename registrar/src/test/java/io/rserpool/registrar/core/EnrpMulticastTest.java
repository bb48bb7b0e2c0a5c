package io.rserpool.registrar.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.settings.MulticastSettings;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.transport.identity.Security;
import io.rserpool.transport.udp.MulticastGroup;
import io.rserpool.transport.udp.MulticastOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registrars that know nobody find each other by multicast, and forged announcements cost little. */
class EnrpMulticastTest {
    private static final InetSocketAddress GROUP = new InetSocketAddress(InetAddress.ofLiteral("239.0.0.51"), 9901);
    private static final EnrpCodec CODEC = new EnrpCodec(DecoderLimits.DEFAULT);

    private final Scope scope = new Scope(3, RegistrarProfile.FAST);

    @BeforeEach
    void nobodyIsConfigured() {
        scope.multicast = new MulticastSettings(GROUP, 30);
        scope.configured = number -> List.of();
    }

    private MulticastGroup attacker() throws IOException {
        scope.network.start("10.0.9.9");
        var options = new MulticastOptions(GROUP, InetAddress.ofLiteral("10.0.9.9"), 9901, 30);
        return scope.network.multicast().join(options, (from, payload) -> {});
    }

    private static ByteBuffer presence(int id, int port) {
        var transport =
                new TransportParameter.Sctp(port, TransportUse.DATA_ONLY, List.of(InetAddress.ofLiteral("10.0.1.2")));
        var sender = new ServerId(id);
        return CODEC.encode(
                new Presence(sender, ServerId.NONE, true, 0xffff, new ServerInformation(sender, transport)));
    }

    @Test
    void registrarsFindEachOther() {
        for (int number = 1; number <= 3; number++) {
            scope.start(number);
        }
        scope.awaitReady();
        var element = ScriptedEndpoint.at(scope, Scope.elementAddress(1)).connect(2);
        element.register(1);
        scope.loop.advance(Duration.ofMillis(50));
        assertThat(scope.elements(1)).isEqualTo(1);
        assertThat(scope.copiesAgree()).isTrue();
    }

    @Test
    void whereSecurityIsRequiredNobodyIsLookedForWhereAnybodyCanSayAnything() throws IOException {
        scope.security = Security.of(Scope.NAME);
        scope.start(1);
        scope.awaitReady();
        attacker().send(presence(0x666, 9901));
        scope.loop.advance(Duration.ofSeconds(5));
        assertThat(scope.network.inits("10.0.9.9")).isZero();
        assertThat(scope.network.inits("10.0.1.2")).isZero();
    }

    @Test
    void aNewRegistrarFindsItsMentor() {
        scope.start(1);
        scope.awaitReady();
        ScriptedEndpoint.at(scope, Scope.elementAddress(1)).connect(1).register(1);
        scope.loop.advance(Duration.ofMillis(50));
        var late = scope.start(2);
        scope.loop.runUntil(scope.heartbeats(1).plusMillis(200), late::isReady);
        assertThat(scope.elements(2)).isEqualTo(1);
    }

    @Test
    void registrarsFindEachOtherAgainAfterAPartition() {
        for (int number = 1; number <= 3; number++) {
            scope.start(number);
        }
        scope.awaitReady();
        scope.network.partition(
                List.of(Scope.registrarAddress(1)), scope.registrarAddresses().subList(1, 3));
        scope.loop.advance(Duration.ofHours(1));
        scope.network.heal();
        scope.loop.advance(scope.heartbeats(3));
        ScriptedEndpoint.at(scope, Scope.elementAddress(1)).connect(1).register(1);
        scope.loop.advance(Duration.ofMillis(50));
        assertThat(scope.elements(3)).isEqualTo(1);
    }

    @Test
    void aFloodOfForgedAnnouncementsDoesNoHarm() throws IOException {
        scope.start(1);
        scope.start(2);
        scope.awaitReady();
        var attacker = attacker();
        for (int i = 0; i < 5_000; i++) {
            attacker.send(presence(0x5000_0000 + i, 1 + i));
            scope.loop.advance(Duration.ofMillis(1));
        }
        assertThat(scope.metrics.get(1).countDropped(Dropped.ENRP_MULTICAST_LIMIT))
                .isGreaterThan(4_000);
        var peers = (List<?>) scope.registrars.get(1).view().get("peers");
        assertThat(peers).as("an announcement makes no peer").hasSize(1);
        scope.loop.advance(Duration.ofSeconds(5));
        scope.start(3);
        scope.loop.advance(Duration.ofSeconds(5));
        assertThat((List<?>) scope.registrars.get(1).view().get("peers")).hasSize(2);
    }

    @Test
    void whatIsNoPresenceIsDropped() throws IOException {
        scope.start(1);
        scope.awaitReady();
        var attacker = attacker();
        attacker.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        attacker.send(ByteBuffer.allocate(0));
        scope.loop.advance(Duration.ofSeconds(1));
        assertThat(scope.metrics.get(1).countDropped(Dropped.ENRP_MULTICAST_MALFORMED))
                .isEqualTo(2);
    }
}
