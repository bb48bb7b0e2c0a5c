package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Distances are measured at home, and grow on the way to other registrars. */
class DistancesTest {
    private final Scope scope = Scope.running(2, RegistrarProfile.RFC);

    private Policy registered(int registrar, Policy policy) {
        scope.network.setDelay(Duration.ofMillis(77), Duration.ZERO);
        var element = ScriptedEndpoint.at(scope, Scope.elementAddress(1)).connect(1);
        element.send(new Registration(POOL, element.element(1, policy, 60)));
        scope.loop.runUntil(Duration.ofSeconds(3), () -> scope.element(2, 1) != null);
        return scope.element(registrar, 1).parameter().policy();
    }

    @Test
    void theHomeRegistrarMeasuresItsOwnDistanceWhateverTheElementSays() {
        assertThat(registered(1, new Policy.LeastUsedDpf(5, 6, 1234))).isEqualTo(new Policy.LeastUsedDpf(5, 6, 100));
    }

    @Test
    void anotherRegistrarAddsItsDistanceToTheHomeRegistrar() {
        assertThat(registered(2, new Policy.WeightedRandomDpf(5, 6, 0)))
                .isEqualTo(new Policy.WeightedRandomDpf(5, 6, 200));
    }

    @Test
    void policiesWithoutDistanceStayAsTheyAre() {
        assertThat(registered(2, new Policy.LeastUsedDegradation(5, 6)))
                .isEqualTo(new Policy.LeastUsedDegradation(5, 6));
    }
}
