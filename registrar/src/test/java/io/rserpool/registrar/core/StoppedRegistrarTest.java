package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.domain.Removal;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registrar that did not run for a while: nobody is lost for that, and what others did meanwhile holds. */
class StoppedRegistrarTest {
    private static final int LIFE = 2;
    private static final Policy RR = new Policy.RoundRobin();
    private static final List<Removal> SILENCE = List.of(
            Removal.EXPIRED, Removal.KEEP_ALIVE_TIMEOUT, Removal.ASSOCIATION_UNREACHABLE, Removal.ASSOCIATION_ABORTED);

    private Scope scope;

    private void start(int size, RegistrarProfile profile) {
        scope = Scope.running(size, profile);
    }

    private ScriptedEndpoint element(int number, int registrar) {
        return ScriptedEndpoint.at(scope, Scope.elementAddress(number)).connect(registrar);
    }

    private void register(ScriptedEndpoint element, int identifier, int life) {
        element.send(new Registration(POOL, element.element(identifier, RR, life)));
    }

    /** As a pool element does that has lost its registrar and finds no other. */
    private void registerAgain(ScriptedEndpoint element, int identifier) {
        if (!element.downs.isEmpty()) {
            element.downs.clear();
            element.connect(1);
        }
        register(element, identifier, LIFE);
    }

    private void freeze(int registrar, boolean stackToo) {
        scope.network.freeze(Scope.registrarAddress(registrar), stackToo);
    }

    private void thaw(int registrar) {
        scope.network.thaw(Scope.registrarAddress(registrar));
    }

    private long removedForSilence(int registrar) {
        return SILENCE.stream()
                .mapToLong(scope.metrics.get(registrar)::countRemoved)
                .sum();
    }

    /** All its elements have registered again meanwhile: that must be read before their lives are looked at. */
    @ParameterizedTest
    @CsvSource({"3000, true", "3000, false", "10000, true", "10000, false", "60000, false"})
    void readsReregistrationsBeforeItLooksAtLives(int millis, boolean stackToo) {
        start(1, RegistrarProfile.FAST);
        var one = element(1, 1);
        registerAgain(one, 1);
        scope.loop.advance(Duration.ofMillis(900));
        freeze(1, stackToo);
        for (int passed = 0; passed < millis; passed += 500) {
            registerAgain(one, 1);
            scope.loop.advance(Duration.ofMillis(500));
        }
        thaw(1);
        for (int i = 0; i < 20; i++) {
            scope.loop.advance(Duration.ofMillis(100));
            assertThat(scope.elements(1)).isEqualTo(1);
            if (i % 5 == 0) {
                registerAgain(one, 1);
            }
        }
        assertThat(removedForSilence(1)).isZero();
        scope.loop.advance(Duration.ofSeconds(LIFE).plusMillis(200));
        assertThat(scope.elements(1)).as("once it is silent, it ends").isZero();
    }

    /** Stopped again and again for nearly all of the time, as by a CPU limit. */
    @Test
    void aThrottledRegistrarLosesNobody() {
        start(1, RegistrarProfile.FAST);
        var one = element(1, 1);
        for (int i = 0; i < 300; i++) {
            if (i % 10 == 0) {
                register(one, 1, LIFE);
            }
            freeze(1, false);
            scope.loop.advance(Duration.ofMillis(99));
            thaw(1);
            scope.loop.advance(Duration.ofMillis(1));
        }
        assertThat(scope.elements(1)).isEqualTo(1);
        assertThat(removedForSilence(1)).isZero();
    }

    /** It hears first that the element has left, and only then where it went. */
    @Test
    void whoTurnedToAnotherRegistrarDuringAShortPauseIsNotLost() {
        start(2, RegistrarProfile.FAST);
        var one = element(1, 2);
        register(one, 1, 3600);
        scope.loop.advance(Duration.ofSeconds(1));
        freeze(2, true);
        scope.loop.advance(Duration.ofMillis(600));
        one.disconnect();
        scope.loop.advance(Duration.ofMillis(300));
        thaw(2);
        scope.loop.advance(Duration.ofMillis(20));
        assertThat(scope.elements(2)).isEqualTo(1);
        one.connect(1);
        register(one, 1, 3600);
        for (int i = 0; i < 100; i++) {
            scope.loop.advance(Duration.ofMillis(50));
            assertThat(scope.elements(2)).isEqualTo(1);
        }
        assertThat(scope.copiesAgree()).isTrue();
    }

    @Test
    void acknowledgementsOfKeepAlivesThatHaveQueuedCount() {
        start(1, RegistrarProfile.FAST);
        var one = element(1, 1);
        register(one, 1, 3600);
        scope.loop.runUntil(Duration.ofSeconds(10), () -> one.count(EndpointKeepAlive.class) == 1);
        freeze(1, false);
        scope.loop.advance(Duration.ofSeconds(30));
        thaw(1);
        scope.loop.advance(Duration.ofSeconds(1));
        assertThat(scope.elements(1)).isEqualTo(1);
        assertThat(removedForSilence(1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesNobodyOverForItsOwnPause(boolean stackToo) {
        start(3, RegistrarProfile.FAST);
        IntStream.rangeClosed(1, 3).forEach(number -> register(element(number, number), number, 3600));
        scope.loop.advance(Duration.ofSeconds(1));
        freeze(3, stackToo);
        scope.loop.advance(Duration.ofSeconds(20));
        thaw(3);
        scope.loop.advance(Duration.ofSeconds(10));
        assertThat(scope.metrics.get(3).takeovers()).isZero();
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.elements(3)).isEqualTo(3);
        IntStream.rangeClosed(1, 3)
                .forEach(registrar -> assertThat(removedForSilence(registrar)).isZero());
    }

    /** The stopped one has the ID that wins, which it has no use of: it was away. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOthersTookOverStaysTheirs(boolean stackToo) {
        start(3, RegistrarProfile.FAST);
        var one = element(1, 3);
        register(one, 1, 3600);
        scope.loop.advance(Duration.ofSeconds(1));
        freeze(3, stackToo);
        scope.loop.runUntil(
                Duration.ofSeconds(40), () -> !scope.element(1, 1).home().equals(scope.id(3)));
        scope.loop.advance(Duration.ofSeconds(3));
        var home = scope.element(1, 1).home();
        assertThat(one.home).isEqualTo(home);
        thaw(3);
        for (int i = 0; i < 100; i++) {
            scope.loop.advance(Duration.ofMillis(100));
            assertThat(scope.element(1, 1).home()).isEqualTo(home);
            assertThat(scope.element(2, 1).home()).isEqualTo(home);
        }
        assertThat(scope.element(3, 1).home()).isEqualTo(home);
        assertThat(one.home).isEqualTo(home);
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.metrics.get(3).countRemoved(Removal.EXPIRED)).isZero();
    }

    /** An element that found another registrar meanwhile, and left it in order. */
    @Test
    void whatDeregisteredElsewhereDoesNotComeBack() {
        start(3, RegistrarProfile.FAST);
        var one = element(1, 3);
        register(one, 1, 3600);
        scope.loop.advance(Duration.ofSeconds(1));
        freeze(3, true);
        scope.loop.advance(Duration.ofSeconds(30));
        one.connect(1);
        scope.loop.advance(Duration.ofMillis(100));
        one.acknowledges = false;
        register(one, 1, 3600);
        scope.loop.advance(Duration.ofMillis(100));
        one.ask(scope.loop, new Deregistration(POOL, new PeIdentifier(1)), DeregistrationResponse.class);
        thaw(3);
        for (int i = 0; i < 100; i++) {
            scope.loop.advance(Duration.ofMillis(100));
            assertThat(scope.elements(1)).isZero();
            assertThat(scope.elements(2)).isZero();
        }
        assertThat(scope.elements(3)).isZero();
    }

    @Test
    void allAtOnceLikeOnASuspendedHost() {
        start(3, RegistrarProfile.FAST);
        var elements = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> element(number, number))
                .toList();
        for (int i = 0; i < 3; i++) {
            register(elements.get(i), i + 1, LIFE);
        }
        scope.loop.advance(Duration.ofMillis(500));
        IntStream.rangeClosed(1, 3).forEach(number -> freeze(number, true));
        for (int i = 1; i <= 3; i++) {
            scope.network.freeze(Scope.elementAddress(i), true);
        }
        scope.loop.advance(Duration.ofHours(1));
        IntStream.rangeClosed(1, 3).forEach(this::thaw);
        for (int i = 1; i <= 3; i++) {
            scope.network.thaw(Scope.elementAddress(i));
        }
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 3; i++) {
                register(elements.get(i), i + 1, LIFE);
            }
            scope.loop.advance(Duration.ofMillis(500));
            assertThat(scope.elements(1)).isEqualTo(3);
        }
        assertThat(scope.copiesAgree()).isTrue();
        IntStream.rangeClosed(1, 3).forEach(registrar -> {
            assertThat(removedForSilence(registrar)).isZero();
            assertThat(scope.metrics.get(registrar).takeovers()).isZero();
        });
    }
}
