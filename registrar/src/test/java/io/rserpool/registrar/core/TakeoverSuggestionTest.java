package io.rserpool.registrar.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements go to the registrar whose ID xor theirs is largest, if registrars suggest takeovers (RSPLIB). */
class TakeoverSuggestionTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void elementsGoToTheBestRegistrar(boolean suggested) {
        var profile = RegistrarProfile.RSPLIB;
        var scope = Scope.running(
                3,
                profile.withRules(
                        profile.rules().withCopies(profile.rules().copies().withTakeoverSuggestion(suggested))));
        var elements = IntStream.of(0x10, 0x1010, 0x2010, 0x3010).toArray();
        var endpoints = IntStream.range(0, elements.length)
                .mapToObj(i -> {
                    var endpoint = ScriptedEndpoint.at(scope, Scope.elementAddress(i + 1))
                            .connect(1);
                    endpoint.send(
                            new Registration(Scope.POOL, endpoint.element(elements[i], new Policy.RoundRobin(), -1)));
                    return endpoint;
                })
                .toList();
        scope.loop.advance(Duration.ofSeconds(2));
        assertThat(scope.copiesAgree()).isTrue();
        for (int i = 0; i < elements.length; i++) {
            int identifier = elements[i];
            int best = IntStream.rangeClosed(1, 3)
                    .boxed()
                    .max((one, other) -> Integer.compareUnsigned(
                            scope.id(one).value() ^ identifier, scope.id(other).value() ^ identifier))
                    .orElseThrow();
            var expected = scope.id(suggested ? best : 1);
            assertThat(scope.element(2, identifier).home()).isEqualTo(expected);
            if (suggested && best != 1) {
                assertThat(endpoints.get(i).home).as("told the element").isEqualTo(expected);
            }
        }
    }
}
