package io.rserpool.endpoint.asap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rserpool.endpoint.user.Lab;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ElementSelectionTest {
    private static final int DRAWS = 20_000;

    private final Random random = new Random(1);

    private static List<PoolElementParameter> elements(Policy... policies) {
        var elements = new ArrayList<PoolElementParameter>();
        for (int i = 0; i < policies.length; i++) {
            elements.add(new PoolElementParameter(
                    new PeIdentifier(i + 1), ServerId.NONE, 60, Lab.transport(i + 1), policies[i], null));
        }
        return elements;
    }

    /** The share of the first of two elements. */
    private double share(boolean sample, Policy... policies) {
        var elements = elements(policies);
        int first = 0;
        for (int i = 0; i < DRAWS; i++) {
            first += ElementSelection.select(elements, policies[0], sample, random) == elements.getFirst() ? 1 : 0;
        }
        return first / (double) DRAWS;
    }

    static Stream<Arguments> randomised() {
        int half = 0x8000_0000;
        int quarter = 0x4000_0000;
        return Stream.of(
                Arguments.of(new Policy.Random(), new Policy.Random(), 0.5),
                Arguments.of(new Policy.WeightedRandom(1), new Policy.WeightedRandom(3), 0.25),
                Arguments.of(new Policy.WeightedRandom(0), new Policy.WeightedRandom(3), 0.0),
                Arguments.of(new Policy.WeightedRandom(0), new Policy.WeightedRandom(0), 0.5),
                Arguments.of(new Policy.RandomizedLeastUsed(0), new Policy.RandomizedLeastUsed(half), 0.667),
                Arguments.of(
                        new Policy.RandomizedLeastUsedDegradation(half, 7),
                        new Policy.RandomizedLeastUsedDegradation(half, half),
                        0.5),
                Arguments.of(
                        new Policy.RandomizedPriorityLeastUsed(quarter, quarter),
                        new Policy.RandomizedPriorityLeastUsed(0, 0),
                        0.333),
                Arguments.of(
                        new Policy.RandomizedPriorityLeastUsedDegradation(0, 0),
                        new Policy.RandomizedPriorityLeastUsedDegradation(quarter, quarter),
                        0.667),
                Arguments.of(
                        new Policy.WeightedRandomDpf(100, 42_949_673, 0),
                        new Policy.WeightedRandomDpf(100, 42_949_673, 50),
                        0.667));
    }

    @ParameterizedTest
    @MethodSource("randomised")
    void randomisedPoliciesAreDrawnByTheWeightsOfRegistrars(Policy one, Policy other, double share) {
        assertThat(share(false, one, other)).isCloseTo(share, within(0.02));
    }

    /** Otherwise weights would count twice. */
    @Test
    void aSampleOfTheRegistrarIsDrawnFromEvenly() {
        assertThat(share(true, new Policy.WeightedRandom(1), new Policy.WeightedRandom(3)))
                .isCloseTo(0.5, within(0.02));
    }

    @Test
    void theHighestPriorityWins() {
        var elements = elements(new Policy.Priority(1), new Policy.Priority(-1), new Policy.Priority(9));
        assertThat(ElementSelection.select(elements, new Policy.Priority(5), false, random))
                .isEqualTo(elements.get(1));
    }

    static Stream<Policy> ordered() {
        return Stream.of(
                new Policy.RoundRobin(),
                new Policy.WeightedRoundRobin(3),
                new Policy.LeastUsed(9),
                new Policy.LeastUsedDegradation(9, 1),
                new Policy.PriorityLeastUsed(9, 1),
                new Policy.PriorityLeastUsedDegradation(9, 1),
                new Policy.LeastUsedDpf(9, 1, 1),
                new Policy.LeastUsedDegradationDpf(9, 1, 1, 1),
                new Policy.Unknown(0x4000_0077, ""));
    }

    /** The registrar's order counts, and what an element says of its policy does not (RFC 5352 section 2.2.6). */
    @ParameterizedTest
    @MethodSource("ordered")
    void orderedPoliciesTakeTheFirstOfTheRegistrarsList(Policy policy) {
        var elements = elements(new Policy.Priority(1), new Policy.Priority(7), new Policy.WeightedRandom(9));
        assertThat(ElementSelection.select(elements, policy, false, random)).isEqualTo(elements.getFirst());
    }

    @Test
    void withoutAPolicyItIsRoundRobin() {
        var elements = elements(new Policy.Priority(1), new Policy.Priority(7));
        assertThat(ElementSelection.select(elements, null, false, random)).isEqualTo(elements.getFirst());
    }
}
