package io.rserpool.registrar.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who exceeds a limit is refused; others do not notice. */
class LimitsTest {
    private static final PoolHandle OTHER = PoolHandle.of("OtherPool");

    private Scope scope;

    private void start(RegistrarProfile profile, RegistrarLimits limits) {
        scope = new Scope(1, profile);
        scope.limits = limits;
        scope.start(1);
        scope.awaitReady();
    }

    private ScriptedEndpoint endpoint(int number) {
        var endpoint = ScriptedEndpoint.at(scope, Scope.elementAddress(number)).connect(1);
        scope.loop.advance(Duration.ofMillis(100));
        return endpoint;
    }

    private HandleResolutionResponse resolve(ScriptedEndpoint user, PoolHandle pool) {
        return user.ask(scope.loop, new HandleResolution(pool, false, 1), HandleResolutionResponse.class);
    }

    @Test
    void moreAssociationsThanAllowedAreAborted() {
        start(RegistrarProfile.FAST, RegistrarLimits.DEFAULT.withAssociations(2, 8));
        var one = endpoint(1);
        endpoint(2);
        var three = endpoint(3);
        assertThat(three.downs).isNotEmpty();
        assertThat(scope.metrics.get(1).countDropped(Dropped.ASAP_ASSOCIATION_LIMIT))
                .isEqualTo(1);
        one.register(1);
        assertThat(resolve(one, Scope.POOL).elements()).hasSize(1);

        one.disconnect();
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(resolve(three.connect(1), Scope.POOL).causes())
                .extracting(ErrorCause::code)
                .containsExactly(ErrorCause.UNKNOWN_POOL_HANDLE);
    }

    @Test
    void nobodyTakesAllAssociations() {
        start(RegistrarProfile.FAST, RegistrarLimits.DEFAULT.withAssociationsPerAddress(2));
        var greedy = endpoint(1);
        for (int i = 0; i < 3; i++) {
            greedy.connectFromAnotherPort(1);
        }
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(greedy.downs).hasSize(2);
        assertThat(scope.metrics.get(1).countDropped(Dropped.ASAP_ASSOCIATION_LIMIT))
                .isEqualTo(2);
        var another = endpoint(2);
        another.register(1);
        assertThat(resolve(another, Scope.POOL).elements()).hasSize(1);

        greedy.disconnect();
        scope.loop.advance(Duration.ofMillis(100));
        greedy.connectFromAnotherPort(1);
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(greedy.downs).as("one has ended, so there is room").hasSize(2);
    }

    @Test
    void resolutionsOfOnePoolAreLimitedApartFromThoseOfOthers() {
        start(RegistrarProfile.FAST, RegistrarLimits.DEFAULT.withRates(new RegistrarLimits.Rates(100, 3, 100, 3, 200)));
        var one = endpoint(1);
        one.register(1);
        for (int i = 0; i < 10; i++) {
            one.send(new HandleResolution(Scope.POOL, false, 1));
        }
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(scope.metrics.get(1).countRefused(ErrorCause.LACK_OF_RESOURCES))
                .isEqualTo(7);
        assertThat(resolve(one, OTHER).causes())
                .extracting(ErrorCause::code)
                .containsExactly(ErrorCause.UNKNOWN_POOL_HANDLE);
        assertThat(resolve(endpoint(2), Scope.POOL).elements()).hasSize(1);
    }

    @Test
    void rsplibsRulesRefuseWithRsplibsCause() {
        start(RegistrarProfile.RSPLIB, RegistrarLimits.DEFAULT.withRates(new RegistrarLimits.Rates(1, 1, 1, 1, 200)));
        var one = endpoint(1);
        one.send(new HandleResolution(OTHER, false, 1));
        one.send(new HandleResolution(OTHER, false, 1));
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(scope.metrics.get(1).countRefused(ErrorCause.UNKNOWN_POOL_HANDLE))
                .isEqualTo(2);
        assertThat(scope.metrics.get(1).countRefused(ErrorCause.LACK_OF_RESOURCES))
                .isZero();
    }

    @Test
    void reportsOfOnePoolBeyondTheLimitAreDropped() {
        start(
                RegistrarProfile.FAST,
                RegistrarLimits.DEFAULT.withRates(new RegistrarLimits.Rates(100, 100, 100, 1, 200)));
        var one = endpoint(1);
        one.register(1);
        var user = endpoint(2);
        for (int i = 0; i < 8; i++) {
            user.send(new EndpointUnreachable(Scope.POOL, new PeIdentifier(1)));
        }
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(scope.metrics.get(1).countDropped(Dropped.REPORT_LIMIT)).isEqualTo(7);
        assertThat(scope.elements(1)).isEqualTo(1);
    }
}
