package io.rserpool.registrar.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeoverAck;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One registrar (3) among peers that say what a test wants: audit, updates, downloads, takeovers. */
class EnrpMessagesTest {
    private static final Duration SOON = Duration.ofMillis(150);

    private final Scope scope = new Scope(3, RegistrarProfile.FAST);
    private ScriptedPeer peer;

    /** Registrar 3 serves and knows one peer, which owns nothing. */
    private void start() {
        scope.start(3);
        scope.loop.advance(scope.profile.mentorDiscovery().plusMillis(200));
        peer = new ScriptedPeer(scope, 1, 0x111);
        scope.loop.runUntil(scope.heartbeats(2), () -> !peer.all(Presence.class).isEmpty());
        scope.loop.advance(SOON);
        peer.received.clear();
    }

    private void register(int host, int count) {
        var element = ScriptedEndpoint.at(scope, Scope.elementAddress(host)).connect(3);
        for (int i = 1; i <= count; i++) {
            element.send(new Registration(
                    Scope.POOL, element.element(10_000 * host + i, new Policy.WeightedRoundRobin(1), -1)));
            if (i % 100 == 0) {
                scope.loop.advance(Duration.ofMillis(20));
            }
        }
        scope.loop.advance(SOON);
    }

    @Test
    void onlyTheHomeEndsAnElement() {
        start();
        var foreign = new ServerId(0x222);
        peer.update(UpdateAction.ADD_PE, peer.element(1, peer.id));
        var other = new ScriptedPeer(scope, 2, foreign.value());
        scope.loop.runUntil(scope.heartbeats(2), () -> other.association != null);
        other.sayPresence();
        other.update(UpdateAction.DEL_PE, peer.element(1, peer.id));
        scope.loop.advance(SOON);
        assertThat(scope.element(3, 1)).isNotNull();
        peer.update(UpdateAction.DEL_PE, peer.element(1, peer.id));
        scope.loop.advance(SOON);
        assertThat(scope.element(3, 1)).isNull();
    }

    @Test
    void anAuditTouchesOnlyWhatDiffers() {
        start();
        peer.update(UpdateAction.ADD_PE, peer.element(1, peer.id));
        peer.update(UpdateAction.ADD_PE, peer.element(2, peer.id));
        scope.loop.advance(SOON);
        var same = scope.element(3, 1).parameter();
        peer.owns(peer.element(1, peer.id), peer.element(3, peer.id));
        peer.sayPresence();
        scope.loop.advance(SOON);
        peer.table(false, peer.element(1, peer.id), peer.element(3, peer.id));
        scope.loop.advance(SOON);
        assertThat(scope.element(3, 1).parameter()).isEqualTo(same);
        assertThat(scope.element(3, 2)).isNull();
        assertThat(scope.element(3, 3)).isNotNull();
        peer.received.clear();
        peer.sayPresence();
        scope.loop.advance(SOON);
        assertThat(peer.all(HandleTableRequest.class)).as("equal now").isEmpty();
    }

    @Test
    void anAuditThatIsInterruptedLosesNothing() {
        start();
        peer.update(UpdateAction.ADD_PE, peer.element(1, peer.id));
        peer.update(UpdateAction.ADD_PE, peer.element(2, peer.id));
        peer.owns(peer.element(1, peer.id));
        peer.sayPresence();
        scope.loop.advance(SOON);
        peer.table(true, peer.element(1, peer.id));
        scope.loop.advance(SOON);
        peer.association.abort("interrupted");
        scope.loop.advance(SOON);
        assertThat(scope.elements(3)).isEqualTo(2);
    }

    @Test
    void downloadsAreBounded() {
        scope.limits = scope.limits.withDownloads(1);
        start();
        register(1, 2 * RegistrarProfile.FAST.rules().copies().tableElements());
        var other = new ScriptedPeer(scope, 2, 0x222);
        scope.loop.runUntil(scope.heartbeats(2), () -> other.association != null);
        other.sayPresence();
        peer.send(new HandleTableRequest(peer.id, ServerId.NONE, true));
        scope.loop.advance(SOON);
        other.send(new HandleTableRequest(other.id, ServerId.NONE, false));
        scope.loop.advance(SOON);
        assertThat(peer.all(HandleTableResponse.class)).singleElement().matches(HandleTableResponse::more);
        assertThat(other.all(HandleTableResponse.class)).singleElement().matches(HandleTableResponse::rejected);

        scope.loop.advance(scope.profile.maxTimeNoResponse());
        peer.sayPresence();
        other.sayPresence();
        other.send(new HandleTableRequest(other.id, ServerId.NONE, false));
        scope.loop.advance(SOON);
        assertThat(other.all(HandleTableResponse.class).getLast())
                .as("the session of the other has ended")
                .matches(HandleTableResponse::more);
    }

    @Test
    void aTargetThatSaysSomethingEndsItsTakeover() {
        start();
        var other = new ScriptedPeer(scope, 2, 0x222);
        scope.loop.runUntil(scope.heartbeats(2), () -> other.association != null);
        other.sayPresence();
        peer.update(UpdateAction.ADD_PE, peer.element(1, peer.id));
        var patience = scope.profile.maxTimeLastHeard().plus(scope.profile.maxTimeNoResponse());
        var end = scope.loop.nanoTime() + patience.plusSeconds(1).toNanos();
        peer.mute = true;
        while (other.all(InitTakeover.class).isEmpty() && scope.loop.nanoTime() < end) {
            other.sayPresence();
            scope.loop.advance(Duration.ofMillis(50));
        }
        assertThat(other.all(InitTakeover.class)).singleElement().matches(init -> init.target()
                .equals(peer.id));
        peer.mute = false;
        peer.sayPresence();
        scope.loop.advance(Duration.ofMillis(10));
        other.send(new InitTakeoverAck(other.id, scope.id(3), peer.id));
        scope.loop.advance(scope.profile.takeoverExpiry().minusMillis(500));
        assertThat(other.all(TakeoverServer.class)).isEmpty();
        assertThat(scope.element(3, 1).home()).isEqualTo(peer.id);
    }

    @Test
    void aMissingAcknowledgementDelaysATakeoverButDoesNotPreventIt() {
        start();
        var other = new ScriptedPeer(scope, 2, 0x222);
        var element = ScriptedEndpoint.at(scope, Scope.elementAddress(1));
        scope.loop.runUntil(scope.heartbeats(2), () -> other.association != null);
        scope.loop.advance(SOON);
        other.table(false);
        peer.update(UpdateAction.ADD_PE, peer.element(1, peer.id));
        scope.loop.advance(SOON);
        scope.network.crash(Scope.registrarAddress(1));
        var budget = scope.takeoverBudget().toMillis();
        for (int i = 0; i < budget / 100; i++) {
            other.sayPresence();
            scope.loop.advance(Duration.ofMillis(100));
        }
        assertThat(other.all(TakeoverServer.class)).hasSize(1);
        assertThat(element.home).isEqualTo(scope.id(3));
    }

    @Test
    void anElementThatItsNewHomeDoesNotKnowIsNotLost() {
        start();
        var element = ScriptedEndpoint.at(scope, Scope.elementAddress(1));
        var dead = new ServerId(0x999);
        peer.update(UpdateAction.ADD_PE, peer.element(1, dead));
        peer.send(new TakeoverServer(peer.id, ServerId.NONE, dead));
        peer.sayPresence(); // with the checksum of no elements
        scope.loop.advance(SOON);
        assertThat(scope.element(3, 1).home()).isEqualTo(peer.id);
        peer.table(false);
        scope.loop.advance(SOON);
        assertThat(element.home).isEqualTo(scope.id(3));
        assertThat(peer.all(HandleUpdate.class).getLast().element().home()).isEqualTo(scope.id(3));
    }

    @Test
    void aPeerThatReadsNothingKeepsNobodyWaiting() {
        start();
        var other = new ScriptedPeer(scope, 2, 0x222);
        scope.loop.runUntil(scope.heartbeats(2), () -> other.association != null);
        other.sayPresence();
        scope.loop.advance(SOON);
        other.table(false);
        register(1, 1000);
        peer.association.setReading(false);
        for (int i = 0; i < 400 && peer.downs.isEmpty(); i++) {
            peer.send(new HandleTableRequest(peer.id, ServerId.NONE, true));
            scope.loop.advance(Duration.ofMillis(5));
        }
        register(2, 100);
        assertThat(other.all(HandleUpdate.class)).hasSize(1100);
        assertThat(peer.downs)
                .as("the association of the one that reads nothing")
                .isNotEmpty();
        assertThat(scope.metrics.get(3).countDropped(Dropped.ENRP_SLOW_PEER)).isEqualTo(1);
    }

    @Test
    void whoDoesNotSayWhoItIsMustGo() {
        start();
        scope.network.start("10.0.9.9");
        var silent = new ScriptedPeer(scope, 2, 0x222);
        silent.mute = true;
        scope.loop.runUntil(scope.heartbeats(2), () -> silent.association != null);
        scope.loop.advance(Duration.ofSeconds(11));
        assertThat(silent.downs).isNotEmpty();
        assertThat((List<?>) scope.registrars.get(3).view().get("peers")).hasSizeLessThan(2);
    }
}
