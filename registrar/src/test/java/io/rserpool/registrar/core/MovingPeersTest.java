package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.registrar.settings.RegistrarSettings;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.association.AssociationHandler.PathChange;
import io.rserpool.transport.association.EndpointAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One registrar, its peers multi-homed with changing addresses; and what throws, though it should not. */
class MovingPeersTest {
    private static final AsapCodec ASAP = new AsapCodec(DecoderLimits.DEFAULT);
    private static final EnrpCodec ENRP = new EnrpCodec(DecoderLimits.DEFAULT);
    private static final String ONE = "10.0.2.1";
    private static final String TWO = "10.0.2.2";
    private static final String PEER_ONE = "10.0.1.2";
    private static final String PEER_TWO = "10.0.1.3";

    /** Throws as often as it is told to. */
    private static final class FaultyRandom extends Random {
        private static final long serialVersionUID = 1;

        int faults;

        @Override
        public double nextDouble() {
            if (faults > 0) {
                faults--;
                throw new IllegalStateException("a fault");
            }
            return super.nextDouble();
        }
    }

    private final MovingTransport transport = new MovingTransport();
    private final FaultyRandom random = new FaultyRandom();
    private final RegistrarMetrics metrics = new RegistrarMetrics(new PrometheusRegistry());
    private List<EndpointAddress> peers = List.of();
    private Registrar registrar;

    private void start(boolean expectsPeers) {
        var settings = new RegistrarSettings(
                new ServerId(7),
                Ports.ASAP,
                Ports.ENRP,
                9899,
                expectsPeers,
                null,
                RegistrarProfile.FAST,
                RegistrarLimits.DEFAULT);
        registrar = new Registrar(
                transport,
                new VirtualNetwork(transport.loop, random).multicast(),
                settings,
                () -> CompletableFuture.completedFuture(peers),
                random,
                metrics);
        registrar.start();
        transport.loop.advance(RegistrarProfile.FAST
                .mentorDiscovery()
                .plus(RegistrarProfile.FAST.maxTimeNoResponse())
                .plusMillis(200));
        assertThat(registrar.isReady()).isTrue();
    }

    private void say(MovingTransport.Moving association, AsapMessage message) {
        association.receive(Ppid.ASAP, ASAP.encode(message));
    }

    private static PoolElementParameter element(int identifier) {
        var user = new TransportParameter.Sctp(
                ScriptedEndpoint.PORT, TransportUse.DATA_PLUS_CONTROL, MovingTransport.addresses(ONE));
        return new PoolElementParameter(
                new PeIdentifier(identifier), ServerId.NONE, 3600, user, new Policy.RoundRobin(), null);
    }

    private long associations() {
        transport.loop.advance(Duration.ofMillis(200));
        return metrics.associations("asap");
    }

    @Test
    void aSessionEndsAlsoIfItsPrimaryAddressHasChanged() {
        start(false);
        for (int i = 0; i < 50; i++) {
            var session = transport.accept(Ports.ASAP, 7000 + i, ONE, TWO);
            session.move(PathChange.PRIMARY, TWO, ONE);
            session.down();
        }
        assertThat(associations()).isZero();
    }

    @Test
    void aSessionEndsAlsoIfAllItsAddressesAreOthers() {
        start(false);
        var session = transport.accept(Ports.ASAP, 7000, ONE);
        session.move(PathChange.ADDED, ONE, TWO);
        session.move(PathChange.REMOVED, TWO);
        assertThat(associations()).isEqualTo(1);
        session.down();
        assertThat(associations()).isZero();
    }

    /** What lasts must not be forgotten for what has its address now. */
    @Test
    void theEndOfAnOldSessionLeavesTheNewOne() {
        start(false);
        var old = transport.accept(Ports.ASAP, 7000, ONE);
        transport.accept(Ports.ASAP, 7000, ONE);
        assertThat(associations()).isEqualTo(2);
        old.down();
        assertThat(associations()).isEqualTo(1);
    }

    @Test
    void aRegistrarThatHasLeftAnAddressIsLookedForThereAgain() {
        peers = List.of(EndpointAddress.of(MovingTransport.addresses(PEER_ONE).getFirst(), Ports.ENRP, 9899));
        start(true);
        transport.loop.runUntil(
                Duration.ofSeconds(5),
                () -> !transport.associated.isEmpty() && !transport.associated.getLast().aborted);
        var link = transport.associated.getLast();
        link.up();
        sayPresence(link);
        link.move(PathChange.ADDED, PEER_ONE, PEER_TWO);
        link.move(PathChange.REMOVED, PEER_TWO);
        link.down();
        transport.associated.clear();
        transport.loop.advance(Duration.ofSeconds(5));
        assertThat(transport.associated)
                .extracting(association -> association.peer().primary().getHostAddress())
                .contains(PEER_ONE);
    }

    private static void sayPresence(MovingTransport.Moving link) {
        var id = new ServerId(9);
        var where =
                new TransportParameter.Sctp(Ports.ENRP, TransportUse.DATA_ONLY, MovingTransport.addresses(PEER_ONE));
        link.receive(
                Ppid.ENRP,
                ENRP.encode(new Presence(id, ServerId.NONE, false, 0xffff, new ServerInformation(id, where))));
    }

    @Test
    void whatFailsCostsOneAssociation() {
        start(false);
        var good = transport.accept(Ports.ASAP, 7000, ONE);
        var bad = transport.accept(Ports.ASAP, 7001, ONE);
        say(good, new Registration(POOL, element(1)));
        random.faults = 1;
        say(bad, new Registration(POOL, element(2)));
        assertThat(bad.aborted).isTrue();
        assertThat(good.aborted).isFalse();
        assertThat(metrics.countFailures("asap-message")).isEqualTo(1);
        assertThat(associations()).isEqualTo(1);
        say(good, new HandleResolution(POOL, false, 0));
        say(good, new Registration(POOL, element(3)));
        assertThat(registrar.handlespace().size()).as("elements 1 and 3").isEqualTo(2);
    }

    @Test
    void timersGoOnWhateverFails() {
        start(false);
        random.faults = 3;
        transport.loop.advance(Duration.ofSeconds(30));
        assertThat(random.faults).isZero();
        assertThat(metrics.countFailures("enrp-tick")).isEqualTo(3);
        assertThat(registrar.isAlive()).isTrue();
    }
}
