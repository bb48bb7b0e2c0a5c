package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Partitions of a scope: after healing the copies agree within two heartbeats, no element that lives is lost, none
 * that is dead comes back for longer than its home needs to notice.
 */
class PartitionTest {
    private static final int ELEMENTS_EACH = 3;

    private Scope scope;
    private final TreeMap<Integer, ScriptedEndpoint> elements = new TreeMap<>();
    private final TreeMap<Integer, Integer> homes = new TreeMap<>();
    private final TreeSet<Integer> alive = new TreeSet<>();

    static Stream<Arguments> splits() {
        var three = List.of(List.of(1), List.of(2), List.of(3), List.of(1, 2), List.of(1, 3), List.of(2, 3));
        var seven = List.of(List.of(1), List.of(7), List.of(1, 2, 3), List.of(2, 4, 6), List.of(1, 2, 3, 4, 5, 6));
        var profiles = List.of(RegistrarProfile.FAST, RegistrarProfile.RSPLIB);
        var cases = new ArrayList<Arguments>();
        for (var profile : profiles) {
            for (var heartbeats : List.of(1, 4, 40)) {
                three.forEach(side -> cases.add(Arguments.of(name(profile), 3, side, heartbeats, profile)));
            }
            seven.forEach(side -> cases.add(Arguments.of(name(profile), 7, side, 12, profile)));
            cases.add(Arguments.of(name(profile), 2, List.of(1), 12, profile));
        }
        cases.add(Arguments.of(name(RegistrarProfile.RFC), 3, List.of(3), 6, RegistrarProfile.RFC));
        return cases.stream();
    }

    private static String name(RegistrarProfile profile) {
        return profile == RegistrarProfile.FAST ? "fast" : profile == RegistrarProfile.RSPLIB ? "rsplib" : "rfc";
    }

    private void start(int size, RegistrarProfile profile) {
        scope = Scope.running(size, profile);
        for (int registrar = 1; registrar <= size; registrar++) {
            for (int i = 0; i < ELEMENTS_EACH; i++) {
                register(registrar);
            }
        }
        scope.loop.advance(Duration.ofMillis(50));
        assertThat(scope.copiesAgree()).isTrue();
    }

    private int register(int registrar) {
        int number = elements.size() + 1;
        var endpoint = ScriptedEndpoint.at(scope, Scope.elementAddress(number)).connect(registrar);
        endpoint.send(new Registration(POOL, endpoint.element(number, new Policy.RoundRobin(), -1)));
        elements.put(number, endpoint);
        homes.put(number, registrar);
        alive.add(number);
        return number;
    }

    private int firstOf(int registrar) {
        return alive.stream()
                .filter(number -> homes.get(number) == registrar)
                .findFirst()
                .orElseThrow();
    }

    private void kill(int number) {
        scope.network.crash(Scope.elementAddress(number));
        alive.remove(number);
    }

    private void deregister(int number) {
        var element = elements.get(number);
        element.acknowledges = false;
        element.send(new Deregistration(POOL, new PeIdentifier(number)));
        alive.remove(number);
    }

    private static List<String> addresses(List<Integer> registrars) {
        return registrars.stream().map(Scope::registrarAddress).toList();
    }

    private void partition(int size, List<Integer> side) {
        var others = IntStream.rangeClosed(1, size)
                .boxed()
                .filter(number -> !side.contains(number))
                .toList();
        scope.network.partition(addresses(side), addresses(others));
    }

    private List<Integer> known(int registrar) {
        return registrarElements(registrar).toList();
    }

    private Stream<Integer> registrarElements(int registrar) {
        return scope.registrars.get(registrar).handlespace().pools().stream()
                .flatMap(pool -> pool.elements().stream())
                .map(element -> element.identifier().value())
                .sorted();
    }

    private void assertNoLiveElementIsLost() {
        scope.registrars.keySet().forEach(registrar -> assertThat(known(registrar))
                .as("elements that registrar %d knows", registrar)
                .containsAll(alive));
    }

    private void assertOnlyLiveElements() {
        scope.registrars.keySet().forEach(registrar -> assertThat(known(registrar))
                .as("elements that registrar %d knows", registrar)
                .isEqualTo(List.copyOf(alive)));
    }

    /** From the death of an element to the moment when its home, whichever that is after a takeover, has noticed. */
    private Duration noticing() {
        return scope.profile
                .keepAlivePeriod()
                .multipliedBy(3)
                .dividedBy(2)
                .plus(scope.profile.keepAliveTimeout())
                .plusSeconds(2);
    }

    @ParameterizedTest(name = "{0}: {1} registrars, {2} cut off for {3} heartbeats")
    @MethodSource("splits")
    void copiesAgreeTwoHeartbeatsAfterHealing(
            String name, int size, List<Integer> side, int heartbeats, RegistrarProfile profile) {
        start(size, profile);
        partition(size, side);
        scope.loop.advance(profile.presenceCycle().multipliedBy(heartbeats));
        assertNoLiveElementIsLost();
        scope.network.heal();
        scope.loop.advance(scope.heartbeats(2));
        assertThat(scope.copiesAgree()).as("copies agree").isTrue();
        assertOnlyLiveElements();
        scope.loop.advance(noticing());
        assertThat(scope.copiesAgree()).as("copies still agree").isTrue();
        assertOnlyLiveElements();
    }

    @ParameterizedTest(name = "{0}: {1} registrars, {2} cut off for {3} heartbeats")
    @MethodSource("splits")
    void changesOnBothSidesReachEverybody(
            String name, int size, List<Integer> side, int heartbeats, RegistrarProfile profile) {
        start(size, profile);
        int inside = side.getFirst();
        int outside = IntStream.rangeClosed(1, size)
                .filter(number -> !side.contains(number))
                .findFirst()
                .orElseThrow();
        partition(size, side);
        scope.loop.advance(profile.presenceCycle().multipliedBy(heartbeats).dividedBy(2));
        register(inside);
        register(outside);
        deregister(firstOf(inside));
        deregister(firstOf(outside));
        kill(firstOf(inside));
        kill(firstOf(outside));
        scope.loop.advance(profile.presenceCycle().multipliedBy(heartbeats).dividedBy(2));
        scope.network.heal();
        scope.loop.advance(scope.heartbeats(2));
        assertThat(scope.copiesAgree()).as("copies agree").isTrue();
        assertNoLiveElementIsLost();
        scope.loop.advance(noticing().plus(VirtualFailure.of(profile.endpointOptions())));
        assertThat(scope.copiesAgree()).as("copies still agree").isTrue();
        assertOnlyLiveElements();
    }

    @Test
    void aLinkThatComesAndGoesLosesNothing() {
        start(3, RegistrarProfile.FAST);
        for (int round = 0; round < 60; round++) {
            partition(3, List.of(1 + round % 3));
            scope.loop.advance(Duration.ofMillis(100 + 170L * round));
            assertNoLiveElementIsLost();
            scope.network.heal();
            scope.loop.advance(Duration.ofMillis(50 + 70L * (round % 7)));
            assertNoLiveElementIsLost();
        }
        scope.loop.advance(scope.heartbeats(2));
        assertThat(scope.copiesAgree()).isTrue();
        assertOnlyLiveElements();
    }

    @Test
    void everybodyAloneAndTogetherAgain() {
        start(7, RegistrarProfile.FAST);
        IntStream.rangeClosed(1, 7).forEach(number -> partition(7, List.of(number)));
        scope.loop.advance(Duration.ofMinutes(2));
        assertNoLiveElementIsLost();
        scope.network.heal();
        scope.loop.advance(scope.heartbeats(2));
        assertThat(scope.copiesAgree()).isTrue();
        assertOnlyLiveElements();
    }

    /** Elements are cut off together with their registrar, so that each side must find the other's dead. */
    @Test
    void elementsOfTheOtherSideComeBack() {
        start(3, RegistrarProfile.FAST);
        var near = new ArrayList<>(List.of(Scope.registrarAddress(1)));
        var far = new ArrayList<>(List.of(Scope.registrarAddress(2), Scope.registrarAddress(3)));
        elements.keySet().forEach(number -> (homes.get(number) == 1 ? near : far).add(Scope.elementAddress(number)));
        scope.network.partition(near, far);
        scope.loop.advance(Duration.ofMinutes(1));
        assertThat(scope.elements(1)).isEqualTo(ELEMENTS_EACH);
        assertThat(scope.elements(2)).isEqualTo(2 * ELEMENTS_EACH);
        scope.network.heal();
        scope.loop.advance(scope.heartbeats(2));
        assertThat(scope.copiesAgree()).isTrue();
        assertOnlyLiveElements();
    }
}
