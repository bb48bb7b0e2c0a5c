package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registrations that exclude each other and were granted by different registrars: all agree on one of them. */
class ConflictsTest {
    private static final Duration PROPAGATION = Duration.ofMillis(50);

    private Scope scope;

    private ScriptedEndpoint register(int host, int identifier, int registrar, Policy policy) {
        var endpoint = ScriptedEndpoint.at(scope, Scope.elementAddress(host)).connect(registrar);
        endpoint.send(new Registration(POOL, endpoint.element(identifier, policy, -1)));
        return endpoint;
    }

    private void split() {
        scope.network.partition(
                List.of(Scope.registrarAddress(1)), List.of(Scope.registrarAddress(2), Scope.registrarAddress(3)));
    }

    private void heal() {
        scope.network.heal();
        scope.loop.advance(Duration.ofMillis(2_600).plus(scope.heartbeats(2)));
    }

    private ErrorCause refusalOf(ScriptedEndpoint endpoint, int identifier, Policy policy) {
        var request = new Registration(POOL, endpoint.element(identifier, policy, -1));
        var response = endpoint.ask(scope.loop, request, RegistrationResponse.class);
        assertThat(response.rejected()).isTrue();
        return response.causes().getFirst();
    }

    /** Each registrar hears of the other's element when it has granted its own. */
    @Test
    void ofTwoElementsThatRegisterAtOnceUnderOneIdentifierOneStays() {
        scope = Scope.running(3, RegistrarProfile.FAST);
        var loser = register(1, 7, 1, new Policy.RoundRobin());
        var winner = register(2, 7, 2, new Policy.RoundRobin());
        scope.loop.advance(PROPAGATION);

        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.element(3, 7).home()).isEqualTo(scope.id(2));
        assertThat(scope.element(1, 7).parameter().userTransport())
                .isEqualTo(winner.element(7, new Policy.RoundRobin(), -1).userTransport());
        assertThat(loser.count(DeregistrationResponse.class)).isEqualTo(1);
        assertThat(refusalOf(loser, 7, new Policy.RoundRobin()).code()).isEqualTo(ErrorCause.NON_UNIQUE_PE_IDENTIFIER);
        assertThat(winner.count(DeregistrationResponse.class)).isZero();
        scope.loop.advance(Duration.ofMinutes(1));
        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.element(1, 7).home()).isEqualTo(scope.id(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 30})
    void ofTwinsOnTheSidesOfAPartitionOneStays(int seconds) {
        scope = Scope.running(3, RegistrarProfile.FAST);
        split();
        var loser = register(1, 7, 1, new Policy.RoundRobin());
        register(2, 7, 3, new Policy.RoundRobin());
        scope.loop.advance(Duration.ofSeconds(seconds));
        heal();

        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.element(1, 7).home()).isEqualTo(scope.id(3));
        assertThat(loser.count(DeregistrationResponse.class)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 30})
    void poolsOfTwoPoliciesBecomeThatOfTheHomeThatPrevails(int seconds) {
        scope = Scope.running(3, RegistrarProfile.FAST);
        split();
        var loser = register(1, 1, 1, new Policy.RoundRobin());
        register(2, 2, 2, new Policy.LeastUsed(5));
        register(3, 3, 3, new Policy.LeastUsed(6));
        scope.loop.advance(Duration.ofSeconds(seconds));
        heal();

        assertThat(scope.copiesAgree()).isTrue();
        assertThat(scope.elements(1)).isEqualTo(2);
        assertThat(scope.registrars.get(1).handlespace().element(POOL, new PeIdentifier(1)))
                .isNull();
        assertThat(loser.count(DeregistrationResponse.class)).isEqualTo(1);
        assertThat(refusalOf(loser, 1, new Policy.RoundRobin()).code())
                .isEqualTo(ErrorCause.INCONSISTENT_POOLING_POLICY);
        scope.loop.advance(Duration.ofMinutes(1));
        assertThat(scope.metrics.get(1).resyncs()).isLessThan(5);
    }
}
