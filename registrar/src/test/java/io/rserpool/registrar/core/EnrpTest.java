package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.domain.Parameters;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several registrars hold one handlespace, whatever happens to them. */
class EnrpTest {
    private static final Duration PROPAGATION = Duration.ofMillis(50);

    private Scope scope;

    private enum Profile {
        FAST(RegistrarProfile.FAST),
        RSPLIB(RegistrarProfile.RSPLIB),
        RFC(RegistrarProfile.RFC);

        final RegistrarProfile value;

        Profile(RegistrarProfile value) {
            this.value = value;
        }
    }

    private ScriptedEndpoint element(int number, int registrar) {
        var endpoint = ScriptedEndpoint.at(scope, Scope.elementAddress(number)).connect(registrar);
        endpoint.send(new Registration(POOL, endpoint.element(number, new Policy.RoundRobin(), -1)));
        return endpoint;
    }

    private List<ScriptedEndpoint> elements(int count, int registrars) {
        var elements = new ArrayList<ScriptedEndpoint>();
        for (int i = 1; i <= count; i++) {
            elements.add(element(i, 1 + i % registrars));
        }
        return elements;
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void whatOneRegistrarLearnsAllKnow(Profile profile) {
        scope = Scope.running(3, profile.value);
        var elements = elements(9, 3);
        scope.loop.advance(PROPAGATION);
        assertThat(scope.elements(1)).isEqualTo(9);
        assertThat(scope.copiesAgree()).isTrue();

        elements.get(0).send(new Deregistration(POOL, new PeIdentifier(1)));
        scope.loop.advance(PROPAGATION);
        assertThat(scope.elements(3)).isEqualTo(8);
        assertThat(scope.copiesAgree()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void aNewRegistrarDownloadsTheHandlespaceBeforeItServes(int size) {
        scope = new Scope(size, RegistrarProfile.FAST);
        for (int i = 1; i < size; i++) {
            scope.start(i);
        }
        scope.awaitReady();
        for (int host = 1; host <= 10; host++) {
            var endpoint = ScriptedEndpoint.at(scope, "10.2.0." + host).connect(1 + host % (size - 1));
            for (int i = 1; i <= 100; i++) {
                endpoint.send(new Registration(POOL, endpoint.element(1000 * host + i, new Policy.Random(), -1)));
            }
        }
        scope.loop.advance(Duration.ofSeconds(1));

        var late = scope.start(size);
        var user = ScriptedEndpoint.at(scope, "10.0.3.1").connect(size);
        scope.loop.advance(Duration.ofMillis(20));
        assertThat(user.downs).as("refused while not ready").hasSize(1);
        scope.loop.runUntil(scope.profile.maxTimeNoResponse(), late::isReady);
        scope.loop.advance(Duration.ofMillis(100));

        assertThat(scope.elements(size)).isEqualTo(1000);
        assertThat(scope.copiesAgree()).isTrue();
    }

    @Test
    void anElementMayMoveToAnotherRegistrar() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        var element = element(1, 1);
        scope.loop.advance(PROPAGATION);
        element.disconnect();
        element.connect(2);
        element.register(1);
        scope.loop.advance(PROPAGATION);
        assertThat(scope.element(3, 1).home()).isEqualTo(scope.id(2));
        assertThat(scope.copiesAgree()).isTrue();
    }

    @Test
    void aDeregistrationAtAnotherRegistrarThanItsHomeCounts() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        var element = element(1, 1);
        scope.loop.advance(PROPAGATION);
        element.connect(2);
        element.send(new Deregistration(POOL, new PeIdentifier(1)));
        scope.loop.advance(PROPAGATION);
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.elements(3)).isZero();
    }

    @Test
    void reportsReachTheHomeOfTheElement() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        element(1, 1);
        scope.loop.advance(PROPAGATION);
        scope.network.crash(Scope.elementAddress(1));
        var user = ScriptedEndpoint.at(scope, "10.0.3.1").connect(2);
        user.send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
        scope.loop.runUntil(
                scope.profile.keepAliveTimeout().plusMillis(300),
                () -> scope.elements(1) + scope.elements(2) + scope.elements(3) == 0);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void theElementsOfADeadRegistrarFindANewHome(Profile profile) {
        scope = Scope.running(3, profile.value);
        var elements = elements(9, 3);
        scope.loop.advance(PROPAGATION);
        var dead = scope.id(2);
        scope.crash(2);
        scope.loop.runUntil(
                scope.takeoverBudget(),
                () -> scope.copiesAgree()
                        && scope.registrars.values().stream()
                                .noneMatch(registrar ->
                                        registrar.handlespace().owners().contains(dead)));
        scope.loop.advance(Duration.ofSeconds(1));
        assertThat(scope.elements(1)).isEqualTo(9);
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.metrics.get(1).takeovers() + scope.metrics.get(3).takeovers())
                .isEqualTo(1);
        for (var element : elements) {
            var id = scope.element(1, 1 + elements.indexOf(element)).home();
            assertThat(element.home.value() == 0 || element.home.equals(id)).isTrue();
        }
        assertThat(elements.stream().filter(element -> element.home.value() != 0))
                .hasSize(3);
    }

    @Test
    void theLargerIdWinsATakeover() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        elements(3, 3);
        scope.loop.advance(PROPAGATION);
        scope.crash(1);
        scope.loop.advance(scope.takeoverBudget());
        assertThat(scope.element(2, 3).home()).isEqualTo(scope.id(3));
        assertThat(scope.metrics.get(3).takeovers()).isEqualTo(1);
        assertThat(scope.metrics.get(2).takeovers()).isZero();
    }

    @Test
    void theSmallerIdWinsATakeoverAmongRsplibs() {
        scope = Scope.running(3, RegistrarProfile.RSPLIB);
        elements(3, 3);
        scope.loop.advance(PROPAGATION);
        scope.crash(1);
        scope.loop.advance(scope.takeoverBudget());
        assertThat(scope.metrics.get(2).takeovers()).isEqualTo(1);
        assertThat(scope.metrics.get(3).takeovers()).isZero();
    }

    @Test
    void theLastOneLeftTakesOverAlone() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        elements(9, 3);
        scope.loop.advance(PROPAGATION);
        scope.crash(2);
        scope.crash(3);
        scope.loop.runUntil(
                scope.takeoverBudget().multipliedBy(2),
                () -> scope.registrars.get(1).handlespace().countOwnedBy(scope.id(1)) == 9);
        scope.loop.advance(Duration.ofSeconds(10));
        assertThat(scope.elements(1)).isEqualTo(9);
    }

    @Test
    void elementsThatDiedWithTheirRegistrarAreFound() {
        scope = Scope.running(2, RegistrarProfile.FAST);
        element(1, 2);
        scope.loop.advance(PROPAGATION);
        scope.network.crash(Scope.elementAddress(1));
        scope.crash(2);
        scope.loop.runUntil(
                scope.takeoverBudget().plus(scope.profile.keepAliveTimeout()), () -> scope.elements(1) == 0);
    }

    @Test
    void anOrderlyEndIsNoticedAtOnce() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        elements(9, 3);
        scope.loop.advance(PROPAGATION);
        var stopping = scope.registrars.remove(2);
        var done = new ArrayList<String>();
        stopping.shutdown(() -> done.add("done"));
        scope.loop.advance(Duration.ofMillis(200));
        assertThat(done).hasSize(1);
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.elements(1)).isEqualTo(9);
    }

    @Test
    void aRestartedRegistrarIsANewOne() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        elements(9, 3);
        scope.loop.advance(PROPAGATION);
        scope.crash(2);
        scope.loop.advance(Duration.ofMillis(100));
        scope.start(2);
        scope.awaitReady();
        scope.loop.advance(scope.takeoverBudget());
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.elements(2)).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 30, 300})
    void copiesAreEqualTwoHeartbeatsAfterAPartition(int seconds) {
        scope = Scope.running(3, RegistrarProfile.FAST);
        elements(9, 3);
        scope.loop.advance(PROPAGATION);
        scope.network.partition(
                List.of(Scope.registrarAddress(1)), List.of(Scope.registrarAddress(2), Scope.registrarAddress(3)));
        scope.loop.advance(Duration.ofSeconds(seconds));
        scope.network.heal();
        // Connection attempts are at most 2 s (varied by a quarter) apart.
        scope.loop.advance(Duration.ofMillis(2_600).plus(scope.heartbeats(2)));
        assertThat(scope.copy(1)).isEqualTo(scope.copy(2)).isEqualTo(scope.copy(3));
        assertThat(scope.elements(1)).isEqualTo(9);
        scope.loop.advance(Duration.ofMinutes(1));
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.elements(1)).isEqualTo(9);
    }

    @Test
    void changesDuringAPartitionReachEverybodyAfterIt() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        var elements = elements(6, 3);
        scope.loop.advance(PROPAGATION);
        scope.network.partition(
                List.of(Scope.registrarAddress(1)), List.of(Scope.registrarAddress(2), Scope.registrarAddress(3)));
        scope.loop.advance(Duration.ofSeconds(10));
        var added = ScriptedEndpoint.at(scope, Scope.elementAddress(50)).connect(1);
        added.register(50);
        elements.get(2).disconnect(); // element 3, of registrar 1
        scope.loop.advance(Duration.ofSeconds(1));
        scope.network.heal();
        scope.loop.advance(Duration.ofSeconds(10));
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.element(3, 50)).isNotNull();
    }

    @Test
    void lostUpdatesAreFoundByTheAudit() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        elements(9, 3);
        scope.loop.advance(PROPAGATION);
        var copy = scope.registrars.get(3).handlespace();
        copy.remove(scope.element(3, 3));
        copy.setHome(scope.element(3, 1), scope.id(1));
        copy.put(
                POOL,
                Parameters.with(
                        ScriptedEndpoint.at(scope, "10.0.2.99").element(99, new Policy.RoundRobin(), -1),
                        scope.id(1),
                        null));
        scope.loop.advance(scope.heartbeats(2));
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.elements(3)).isEqualTo(9);
        assertThat(scope.metrics.get(3).resyncs()).isPositive();
    }

    @Test
    void aHandlespaceAtRestIsNotFetchedAgain() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        elements(9, 3);
        scope.loop.advance(Duration.ofHours(1));
        assertThat(scope.metrics.values()).allMatch(metrics -> metrics.resyncs() == 0 && metrics.takeovers() == 0);
        assertThat(scope.elements(2)).isEqualTo(9);
    }

    @Test
    void usersGetElementsOfAnyRegistrarFromAny() {
        scope = Scope.running(7, RegistrarProfile.FAST);
        elements(14, 7);
        scope.loop.advance(PROPAGATION);
        for (int registrar = 1; registrar <= 7; registrar++) {
            var user = ScriptedEndpoint.at(scope, "10.0.3." + registrar).connect(registrar);
            var answer = user.ask(scope.loop, new HandleResolution(POOL, false, 0), HandleResolutionResponse.class);
            assertThat(answer.elements()).hasSize(14);
        }
    }
}
