package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.InitTakeover;
import io.rserpool.protocol.enrp.EnrpMessage.ListRequest;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.parameter.ServerInformation;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.authorisation.Denial;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.simulation.network.LinkQuality;
import io.rserpool.transport.identity.Role;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Somebody who speaks ENRP and is no registrar of the scope: with security, and what is bounded without. */
class EnrpIntruderTest {
    private static final String INTRUDER = "10.66.0.1";
    private static final String THIRD_PARTY = "10.99.0.1";
    private static final Duration SOON = Duration.ofMillis(500);
    private static final int FAKES = 64;

    private static void registerThree(Scope scope) {
        for (int i = 1; i <= 3; i++) {
            scope.identify(Scope.elementAddress(i), Role.POOL_ELEMENT, POOL);
            ScriptedEndpoint.at(scope, Scope.elementAddress(i)).connect(i).register(i);
        }
        scope.loop.advance(SOON);
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.elements(1)).isEqualTo(3);
    }

    private static ListResponse manyRegistrarsAtTheThirdParty(ServerId sender) {
        var targets = IntStream.rangeClosed(1, 60)
                .mapToObj(i -> new ServerInformation(
                        new ServerId(0x7000 + i),
                        new TransportParameter.Sctp(
                                9900 + i, TransportUse.DATA_ONLY, List.of(InetAddress.ofLiteral(THIRD_PARTY)))))
                .toList();
        return new ListResponse(sender, ServerId.NONE, false, targets);
    }

    private static List<Integer> checksums(Scope scope) {
        var checksums = new ArrayList<Integer>();
        for (var one : scope.registrars.values()) {
            for (var home : scope.registrars.values()) {
                checksums.add(one.handlespace().checksum(home.settings().id()));
            }
        }
        return checksums;
    }

    /** Adds elements of others anew as its own, takes over, names registrars, and asks for all there is to know. */
    private static ScriptedPeer intruder(Scope scope) {
        var intruder = new ScriptedPeer(scope, INTRUDER, 0x6666);
        var mine = intruder.element(1, intruder.id);
        var victim = scope.id(2);
        var info = manyRegistrarsAtTheThirdParty(intruder.id).servers().getFirst();
        intruder.greeting.addAll(List.of(
                new Presence(intruder.id, ServerId.NONE, true, 0, info),
                new HandleUpdate(intruder.id, ServerId.NONE, UpdateAction.ADD_PE, false, POOL, mine),
                new HandleUpdate(intruder.id, ServerId.NONE, UpdateAction.DEL_PE, false, POOL, mine),
                manyRegistrarsAtTheThirdParty(intruder.id),
                new InitTakeover(intruder.id, ServerId.NONE, victim),
                new TakeoverServer(intruder.id, ServerId.NONE, victim),
                new ListRequest(intruder.id, ServerId.NONE),
                new HandleTableRequest(intruder.id, ServerId.NONE, false)));
        return intruder;
    }

    private static void assertHarmless(Scope scope, Denial denial) {
        registerThree(scope);
        var before = checksums(scope);
        var homes = scope.copy(1);
        var intruder = intruder(scope);
        for (int round = 0; round < 5; round++) {
            for (int registrar = 1; registrar <= 3; registrar++) {
                intruder.connect(registrar);
                scope.loop.advance(Duration.ofSeconds(2));
            }
        }
        assertThat(checksums(scope)).isEqualTo(before);
        assertThat(scope.copy(1)).isEqualTo(homes);
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.network.inits(THIRD_PARTY))
                .as("packets to a third party")
                .isZero();
        assertThat(scope.network.inits(INTRUDER)).isZero();
        assertThat(intruder.received).as("it learns nothing").isEmpty();
        for (var metrics : scope.metrics.values()) {
            assertThat(metrics.countDenied(denial)).isPositive();
        }
    }

    @Test
    void whoHasNoIdentityChangesNothingAndLearnsNothing() {
        assertHarmless(Scope.secured(3, RegistrarProfile.FAST), Denial.NO_IDENTITY);
    }

    @Test
    void anElementDoesNotEither() {
        var scope = Scope.secured(3, RegistrarProfile.FAST);
        scope.identify(INTRUDER, Role.POOL_ELEMENT, POOL);
        assertHarmless(scope, Denial.NO_REGISTRAR);
    }

    @Test
    void aRegistrarOfAnotherScopeDoesNotEither() {
        var scope = Scope.secured(3, RegistrarProfile.FAST);
        scope.network.setIdentity(INTRUDER, Scope.member(INTRUDER, "other", Role.REGISTRAR, POOL, INTRUDER));
        assertHarmless(scope, Denial.OTHER_SCOPE);
    }

    /** Whom a registrar of the scope tells of is looked for: the rules do not keep friends apart. */
    @Test
    void aRegistrarOfTheScopeIsHeard() {
        var scope = Scope.secured(3, RegistrarProfile.FAST);
        registerThree(scope);
        scope.identify(INTRUDER, Role.REGISTRAR, POOL);
        var friend = intruder(scope);
        friend.connect(1);
        scope.loop.advance(Duration.ofSeconds(2));
        assertThat(friend.received).isNotEmpty();
        assertThat(scope.network.inits(THIRD_PARTY)).isPositive();
    }

    /** Fakes are there before the others: all that a registrar takes of peers that nobody has told it of. */
    private static void restartAmongFakes(Scope scope) {
        registerThree(scope);
        scope.crash(3);
        scope.loop.advance(scope.takeoverBudget());
        var fakes = IntStream.rangeClosed(1, FAKES)
                .mapToObj(i -> new ScriptedPeer(scope, "10.66.1." + i, 0x6000 + i))
                .toList();
        var slow = new LinkQuality(Duration.ofMillis(150), Duration.ZERO, 0);
        for (int i = 1; i <= 2; i++) {
            scope.network.setQuality(Scope.registrarAddress(i), Scope.registrarAddress(3), slow);
        }
        var restarted = scope.start(3);
        for (var fake : fakes) {
            fake.mentor = true;
            fake.connect(3);
        }
        scope.loop.runUntil(Duration.ofSeconds(5), restarted::isReady);
        assertThat(restarted.isReady()).isTrue();
        assertThat(scope.elements(3)).as("not ready before it knows all").isEqualTo(3);
        scope.loop.advance(Duration.ofSeconds(5));
        assertThat(scope.copy(3)).isEqualTo(scope.copy(1));
    }

    @Test
    void sixtyFourFakePeersDoNotMakeARegistrarReadyThatKnowsNothing() {
        var scope = Scope.secured(3, RegistrarProfile.FAST);
        restartAmongFakes(scope);
        assertThat(scope.metrics.get(3).countDenied(Denial.NO_IDENTITY)).isEqualTo(FAKES);
        assertThat(scope.registrars.get(3).view().toString()).doesNotContain("10.66.1.");
    }

    @Test
    void norDoTheyWithoutSecurity() {
        restartAmongFakes(Scope.running(3, RegistrarProfile.FAST));
    }

    @Test
    void whoeverIsNamedWithoutSecurityGetsFewPackets() {
        var scope = Scope.running(3, RegistrarProfile.FAST);
        var liar = new ScriptedPeer(scope, INTRUDER, 0x6666);
        liar.greeting.add(manyRegistrarsAtTheThirdParty(liar.id));
        liar.connect(1);
        scope.loop.advance(Duration.ofSeconds(26));
        assertThat(scope.network.inits(THIRD_PARTY)).isBetween(8, 3 * (26 + 8) * 3);
        var before = scope.network.inits(THIRD_PARTY);
        for (int i = 0; i < 26; i++) {
            liar.send(manyRegistrarsAtTheThirdParty(liar.id));
            liar.sayPresence();
            scope.loop.advance(Duration.ofSeconds(1));
        }
        assertThat(scope.network.inits(THIRD_PARTY) - before)
                .as("saying it again does not help")
                .isLessThan(3 * 27 * 3);
    }
}
