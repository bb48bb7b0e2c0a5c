package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How long until all registrars have forgotten a dead element, against what the timers of each profile allow. */
class DeathNoticeTest {
    private static final int TRIALS = 10;

    /** Ticks and message delays. */
    private static final Duration SLACK = Duration.ofMillis(700);

    static Stream<Arguments> profiles() {
        return Stream.of(
                Arguments.of("fast", RegistrarProfile.FAST),
                Arguments.of("rsplib", RegistrarProfile.RSPLIB),
                Arguments.of("rfc", RegistrarProfile.RFC));
    }

    private static Duration longest(Duration... durations) {
        return Stream.of(durations).max(Duration::compareTo).orElseThrow();
    }

    private static Duration shortest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** A keep-alive is due within 1.5 periods and waits for its answer; the association may fail earlier. */
    private static Duration silentDeath(RegistrarProfile profile) {
        var keepAlive = profile.keepAlivePeriod().multipliedBy(3).dividedBy(2).plus(profile.keepAliveTimeout());
        return profile.rules().registration().keepOnAssociationLoss()
                ? keepAlive
                : shortest(keepAlive, VirtualFailure.of(profile.endpointOptions()));
    }

    /** The loss of an association is the death of its elements, or says nothing: then keep-alives find them dead. */
    private static Duration abortedDeath(RegistrarProfile profile) {
        return profile.rules().registration().keepOnAssociationLoss() ? silentDeath(profile) : Duration.ZERO;
    }

    /**
     * The death of the registrar is noticed by silence, or by its association; then a probe, the takeover, and a
     * keep-alive to the element.
     */
    private static Duration deathWithHome(RegistrarProfile profile) {
        return profile.maxTimeLastHeard()
                .plus(profile.maxTimeNoResponse())
                .plus(profile.takeoverExpiry())
                .plus(profile.keepAliveTimeout());
    }

    private record Trial(Scope scope, ScriptedEndpoint element) {
        static Trial of(RegistrarProfile profile, int number) {
            var scope = Scope.running(3, profile);
            var element = ScriptedEndpoint.at(scope, Scope.elementAddress(1)).connect(2);
            element.send(new Registration(POOL, element.element(1, new Policy.RoundRobin(), -1)));
            scope.loop.advance(profile.keepAlivePeriod()
                    .multipliedBy(number)
                    .dividedBy(TRIALS)
                    .plusSeconds(1));
            assertThat(scope.elements(1)).isEqualTo(1);
            return new Trial(scope, element);
        }

        Duration forgotten(Duration budget) {
            return scope.loop.runUntil(
                    budget, () -> scope.registrars.keySet().stream().allMatch(number -> scope.elements(number) == 0));
        }
    }

    private static void report(String profile, String what, Duration budget, List<Duration> measured) {
        System.out.printf(
                "%-7s %-28s allowed %6.1f s, longest %6.1f s%n",
                profile,
                what,
                budget.toMillis() / 1e3,
                longest(measured.toArray(Duration[]::new)).toMillis() / 1e3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    void anElementThatDiesSilently(String name, RegistrarProfile profile) {
        var budget = silentDeath(profile).plus(SLACK);
        report(
                name,
                "silent death",
                budget,
                Stream.iterate(1, i -> i + 1)
                        .limit(TRIALS)
                        .map(i -> {
                            var trial = Trial.of(profile, i);
                            trial.scope.network.crash(Scope.elementAddress(1));
                            return trial.forgotten(budget);
                        })
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    void anElementWhoseAssociationIsAborted(String name, RegistrarProfile profile) {
        var budget = abortedDeath(profile).plus(SLACK);
        report(
                name,
                "death with abort",
                budget,
                Stream.iterate(1, i -> i + 1)
                        .limit(TRIALS)
                        .map(i -> {
                            var trial = Trial.of(profile, i);
                            trial.element.disconnect();
                            trial.scope.loop.advance(Duration.ofMillis(5));
                            trial.scope.network.crash(Scope.elementAddress(1));
                            return trial.forgotten(budget);
                        })
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("profiles")
    void anElementThatDiesWithItsHome(String name, RegistrarProfile profile) {
        var budget = deathWithHome(profile).plus(SLACK);
        report(
                name,
                "death together with its home",
                budget,
                Stream.iterate(1, i -> i + 1)
                        .limit(TRIALS)
                        .map(i -> {
                            var trial = Trial.of(profile, i);
                            trial.scope.network.crash(Scope.elementAddress(1));
                            trial.scope.crash(2);
                            return trial.forgotten(budget);
                        })
                        .toList());
    }
}
