package io.rserpool.handlespace;

import static io.rserpool.handlespace.Elements.element;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of RSPLIB 3.4.4 for the same registrations and resolutions. */
class SelectionTest {
    private static final PoolHandle HANDLE = PoolHandle.of("pool");

    private Handlespace handlespace = new Handlespace(HandlespaceLimits.DEFAULT, PolicySemantics.RSPLIB, new Random(1));

    private void register(Map<Integer, Policy> elements) {
        elements.forEach((identifier, policy) -> handlespace.put(HANDLE, element(identifier, policy)));
    }

    private List<Integer> select(int count, int increment) {
        return Elements.select(handlespace.pool(HANDLE), count, increment).stream()
                .map(element -> element.identifier().value())
                .toList();
    }

    private String answers(int count, int increment, int resolutions) {
        return IntStream.range(0, resolutions)
                .mapToObj(i ->
                        select(count, increment).stream().map(String::valueOf).collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }

    private static Map<Integer, Policy> elements(Object... identifiersAndPolicies) {
        var elements = new LinkedHashMap<Integer, Policy>();
        for (int i = 0; i < identifiersAndPolicies.length; i += 2) {
            elements.put((Integer) identifiersAndPolicies[i], (Policy) identifiersAndPolicies[i + 1]);
        }
        return elements;
    }

    private static Map<Integer, Policy> all(Policy policy, int... identifiers) {
        var elements = new LinkedHashMap<Integer, Policy>();
        for (var identifier : identifiers) {
            elements.put(identifier, policy);
        }
        return elements;
    }

    private static Policy wrr(int weight) {
        return new Policy.WeightedRoundRobin(weight);
    }

    private static Policy prio(int priority) {
        return new Policy.Priority(priority);
    }

    private static Policy lu(int load) {
        return new Policy.LeastUsed(load << 28);
    }

    private static Policy lud(int load, int degradation) {
        return new Policy.LeastUsedDegradation(load << 24, degradation << 24);
    }

    private static Policy plud(int load, int degradation) {
        return new Policy.PriorityLeastUsedDegradation(load << 24, degradation << 24);
    }

    private static Policy plu(int load, int degradation) {
        return new Policy.PriorityLeastUsed(load, degradation);
    }

    static Stream<Arguments> sequences() {
        var rr = new Policy.RoundRobin();
        var four = all(rr, 1, 2, 3, 4);
        var weights = elements(1, wrr(1), 2, wrr(2), 3, wrr(3));
        var priorities = elements(1, prio(5), 2, prio(9), 3, prio(9), 4, prio(1));
        var loads = elements(1, lu(2), 2, lu(1), 3, lu(1), 4, lu(0xf));
        var degrading = elements(1, lud(0x10, 8), 2, lud(0x20, 4), 3, lud(0x18, 0x10));
        return Stream.of(
                Arguments.of("RR", four, 1, 1, "1 2 3 4 1 2"),
                Arguments.of("RR", four, 2, 1, "1,2 2,3 3,4 4,1 1,2"),
                Arguments.of("RR", four, 3, 1, "1,2,3 2,3,4 3,4,1 4,1,2"),
                Arguments.of("RR", four, 2, 2, "1,2 3,4 1,2"),
                Arguments.of("RR", four, 3, 2, "1,2,3 3,4,1 1,2,3"),
                Arguments.of("RR", four, 128, 1, "1,2,3,4 2,3,4,1 3,4,1,2"),
                Arguments.of("RR in order of registration", all(rr, 3, 1, 2), 1, 1, "3 1 2 3"),
                Arguments.of("WRR", weights, 1, 1, "1 2 3 2 3 3 1 2 3 2 3 3"),
                Arguments.of("WRR", weights, 2, 1, "1,2 2,3 3,2 2,3 3,1 3,1 1,2 2,3"),
                Arguments.of("WRR", weights, 3, 3, "1,2,3 2,3,1 3,2,1 3,2,1"),
                Arguments.of("WRR", elements(3, wrr(3), 2, wrr(2), 1, wrr(1)), 1, 1, "2 3 1 2 3 3 2 3 1 2 3 3"),
                Arguments.of("WRR", elements(1, wrr(1), 2, wrr(4)), 1, 1, "1 2 2 2 2 1 2 2 2 2"),
                Arguments.of("WRR weight 0", elements(1, wrr(0), 2, wrr(2)), 1, 1, "1 2 2 1 2 2"),
                Arguments.of("PRIO", priorities, 1, 1, "2 3 2 3"),
                Arguments.of("PRIO", priorities, 3, 1, "2,3,1 3,2,1 2,3,1"),
                Arguments.of("LU", loads, 1, 1, "2 3 2 3"),
                Arguments.of("LU", loads, 3, 1, "2,3,1 3,2,1 2,3,1"),
                Arguments.of("LU", loads, 3, 3, "2,3,1 2,3,1 2,3,1"),
                Arguments.of("LU all equal", all(lu(0), 1, 2, 3, 4), 2, 1, "1,2 2,3 3,4 4,1"),
                Arguments.of("LUD", degrading, 1, 1, "1 2 3 1 2 2 1 2 2 3 1 2"),
                Arguments.of("LUD", degrading, 2, 1, "1,2 2,3 3,1 1,2 2,1 2,1"),
                Arguments.of("LUD", degrading, 2, 2, "1,2 3,1 2,1 2,3 2,1 2,1"),
                Arguments.of(
                        "PLU",
                        elements(
                                1, plu(0x80000000, 0x19999999),
                                2, plu(0x80000000, 0x7fffffff),
                                3, plu(0x90000000, 0x01000000)),
                        3,
                        1,
                        "3,1,2 3,1,2"),
                Arguments.of("PLU all equal", all(plu(0, 0), 1, 2, 3, 4), 1, 1, "1 2 3 4 1"),
                Arguments.of(
                        "PLUD",
                        elements(1, plud(0x10, 8), 2, plud(0x20, 4), 3, plud(0x18, 0x10)),
                        1,
                        1,
                        "1 2 1 2 3 2 1 2 2 1 2 3"),
                Arguments.of(
                        "LU-DPF",
                        elements(
                                1, new Policy.LeastUsedDpf(0x10000000, 0x00200000, 100),
                                2, new Policy.LeastUsedDpf(0x18000000, 0x00200000, 0),
                                3, new Policy.LeastUsedDpf(0x10000000, 0x00200000, 50)),
                        3,
                        1,
                        "3,2,1 3,2,1"),
                Arguments.of(
                        "LUD-DPF",
                        elements(
                                1, new Policy.LeastUsedDegradationDpf(0x10000000, 0x04000000, 0x00200000, 100),
                                2, new Policy.LeastUsedDegradationDpf(0x18000000, 0x04000000, 0x00200000, 0),
                                3, new Policy.LeastUsedDegradationDpf(0x10000000, 0x04000000, 0x00200000, 50)),
                        1,
                        1,
                        "3 2 1 3 2 1"));
    }

    @ParameterizedTest(name = "{0}, {2} wanted, {3} counted: {4}")
    @MethodSource("sequences")
    void ordered(String name, Map<Integer, Policy> elements, int count, int increment, String expected) {
        register(elements);
        assertThat(answers(count, increment, expected.split(" ").length)).isEqualTo(expected);
    }

    /** Where RFC 5356 is understood otherwise than by RSPLIB. */
    static Stream<Arguments> sequencesOfTheRfc() {
        var degrading = elements(1, lud(0x10, 8), 2, lud(0x20, 4), 3, lud(0x18, 0x10));
        var prioritised = elements(1, plud(0x10, 8), 2, plud(0x20, 4), 3, plud(0x18, 0x10));
        var weights = elements(1, wrr(1), 2, wrr(2), 3, wrr(3));
        return Stream.of(
                Arguments.of("LUD", degrading, 1, 1, "1 3 1 2 1 2 3 1 2 2 1 2"),
                Arguments.of("LUD charges all returned", degrading, 2, 1, "1,3 1,2 1,2 3,1 2,1 2,3"),
                Arguments.of("PLUD", prioritised, 1, 1, "1 1 2 3 1 2 2 1 2 2"),
                Arguments.of("WRR", weights, 1, 1, "3 2 3 1 2 3 3 2 3 1 2 3"),
                Arguments.of("WRR weight 0", elements(1, wrr(0), 2, wrr(2)), 2, 1, "2 2 2"),
                Arguments.of("WRR all of one weight", all(wrr(7), 3, 1, 2), 1, 1, "3 1 2 3 1 2"),
                Arguments.of("WRR large weights", elements(1, wrr(-1), 2, wrr(-1 >>> 1)), 1, 1, "1 2 1 1 2 1"),
                Arguments.of("RR", all(new Policy.RoundRobin(), 1, 2, 3, 4), 2, 1, "1,2 2,3 3,4 4,1"),
                Arguments.of("LU", elements(1, lu(2), 2, lu(1), 3, lu(1), 4, lu(0xf)), 3, 1, "2,3,1 3,2,1 2,3,1"),
                Arguments.of("PRIO", elements(1, prio(5), 2, prio(9), 3, prio(9)), 1, 1, "2 3 2 3"));
    }

    @ParameterizedTest(name = "{0}, {2} wanted, {3} counted: {4}")
    @MethodSource("sequencesOfTheRfc")
    void orderedAsTheRfcWants(String name, Map<Integer, Policy> elements, int count, int increment, String expected) {
        understandAs(PolicySemantics.RFC);
        register(elements);
        assertThat(answers(count, increment, expected.split(" ").length)).isEqualTo(expected);
    }

    private void understandAs(PolicySemantics semantics) {
        handlespace = new Handlespace(HandlespaceLimits.DEFAULT, semantics, new Random(1));
    }

    @Test
    void anElementWhoseWeightIsNoLongerZeroServesAgain() {
        understandAs(PolicySemantics.RFC);
        register(elements(1, wrr(1), 2, wrr(1)));
        register(elements(1, wrr(0)));
        assertThat(answers(2, 1, 2)).isEqualTo("2 2");
        register(elements(1, wrr(1)));
        assertThat(answers(1, 1, 4)).isIn("1 2 1 2", "2 1 2 1");
        handlespace.remove(handlespace.element(HANDLE, new PeIdentifier(2)));
        register(elements(1, wrr(0)));
        assertThat(select(1, 1)).isEmpty();
    }

    @Test
    void evenTurnsGoOnWhenTheirNumbersBeginAgain() {
        understandAs(PolicySemantics.RFC);
        register(elements(1, wrr(1), 2, wrr(2)));
        var counts = new int[3];
        for (int i = 0; i < 120_000; i++) {
            counts[select(1, 1).getFirst()]++;
        }
        assertThat(counts[1]).isBetween(39_999, 40_001);
    }

    @Test
    void penaltiesEndAtFullLoad() {
        register(elements(
                1, new Policy.LeastUsedDpf(0, -1, -1),
                2, new Policy.LeastUsedDpf(0x10000000, 0, 0),
                3, new Policy.LeastUsedDegradationDpf(0x20000000, 0, 0x10000, 0x10000)));
        assertThat(select(1, 1)).containsExactly(2);
        assertThat(handlespace.size()).isEqualTo(2);
    }

    @Test
    void reRegistrationWithoutChangeKeepsThePlace() {
        register(all(new Policy.RoundRobin(), 1, 2, 3, 4));
        assertThat(select(1, 1)).containsExactly(1);
        register(all(new Policy.RoundRobin(), 1));
        assertThat(List.of(select(1, 1), select(1, 1), select(1, 1), select(1, 1)))
                .containsExactly(List.of(2), List.of(3), List.of(4), List.of(1));
    }

    @Test
    void reRegistrationResetsDegradation() {
        var elements = elements(1, lud(0x10, 8), 2, lud(0x20, 4), 3, lud(0x18, 0x10));
        register(elements);
        var answers = new ArrayList<Integer>();
        for (int i = 0; i < 10; i++) {
            if (i == 5) {
                register(elements);
            }
            answers.addAll(select(1, 1));
        }
        assertThat(answers).containsExactly(1, 2, 3, 1, 2, 1, 2, 3, 1, 2);
    }

    static Stream<Arguments> shares() {
        return Stream.of(
                Arguments.of("RAND", all(new Policy.Random(), 1, 2, 3), List.of(0.333, 0.333, 0.333)),
                Arguments.of(
                        "WRAND",
                        elements(
                                1, new Policy.WeightedRandom(1),
                                2, new Policy.WeightedRandom(2),
                                3, new Policy.WeightedRandom(7)),
                        List.of(0.1, 0.2, 0.7)),
                Arguments.of(
                        "WRAND weight 0",
                        elements(1, new Policy.WeightedRandom(0), 2, new Policy.WeightedRandom(2)),
                        List.of(0.0, 1.0)),
                Arguments.of(
                        "RLU",
                        elements(
                                1, new Policy.RandomizedLeastUsed(0),
                                2, new Policy.RandomizedLeastUsed(0x80000000),
                                3, new Policy.RandomizedLeastUsed(-1)),
                        List.of(0.666, 0.333, 0.0)),
                Arguments.of(
                        "RLUD",
                        elements(
                                1, new Policy.RandomizedLeastUsedDegradation(0, 0x20000000),
                                2, new Policy.RandomizedLeastUsedDegradation(0, 0)),
                        List.of(0.5, 0.5)),
                Arguments.of(
                        "RPLU",
                        elements(
                                1, new Policy.RandomizedPriorityLeastUsed(0, 0x80000000),
                                2, new Policy.RandomizedPriorityLeastUsed(0, 0)),
                        List.of(0.333, 0.666)),
                Arguments.of(
                        "RPLUD",
                        elements(
                                1, new Policy.RandomizedPriorityLeastUsedDegradation(0, 0x80000000),
                                2, new Policy.RandomizedPriorityLeastUsedDegradation(0, 0)),
                        List.of(0.333, 0.666)),
                Arguments.of(
                        "WRAND-DPF",
                        elements(
                                1, new Policy.WeightedRandomDpf(100, 0x028f5c29, 0),
                                2, new Policy.WeightedRandomDpf(100, 0x028f5c29, 50),
                                3, new Policy.WeightedRandomDpf(100, 0x028f5c29, 100),
                                4, new Policy.WeightedRandomDpf(100, 0x028f5c29, 200)),
                        List.of(0.664, 0.329, 0.0, 0.006)));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("shares")
    void randomised(String name, Map<Integer, Policy> elements, List<Double> shares) {
        register(elements);
        int draws = 40_000;
        var counts = new HashMap<Integer, Integer>();
        for (int i = 0; i < draws; i++) {
            select(1, 1).forEach(identifier -> counts.merge(identifier, 1, Integer::sum));
        }
        int index = 0;
        for (var identifier : elements.keySet()) {
            assertThat(counts.getOrDefault(identifier, 0) / (double) draws)
                    .isCloseTo(shares.get(index++), within(0.015));
        }
    }

    /** The RFC has no such policy, but degradation by selections is what its name says. */
    @Test
    void chancesDegradeInTheRfcsSense() {
        understandAs(PolicySemantics.RFC);
        var elements = elements(
                1, new Policy.RandomizedLeastUsedDegradation(0, -1),
                2, new Policy.RandomizedLeastUsedDegradation(0x80000000, 0));
        register(elements);
        // Once drawn, element 1 is as good as full.
        assertThat(IntStream.range(0, 40).anyMatch(i -> select(1, 1).contains(1)))
                .isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(select(1, 1)).containsExactly(2);
        }
        register(elements);
        var drawnAgain = IntStream.range(0, 40).anyMatch(i -> select(1, 1).contains(1));
        assertThat(drawnAgain).isTrue();
    }

    @Test
    void randomListsHoldAlsoTheFullyLoaded() {
        register(elements(
                1, new Policy.RandomizedLeastUsed(0),
                2, new Policy.RandomizedLeastUsed(0x80000000),
                3, new Policy.RandomizedLeastUsed(-1)));
        assertThat(select(8, 1)).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void randomListsHoldNoneOfWeightZero() {
        register(elements(1, new Policy.WeightedRandom(0), 2, new Policy.WeightedRandom(2)));
        assertThat(select(8, 1)).containsExactly(2);
    }

    @Test
    void randomListsHoldNobodyTwice() {
        register(all(new Policy.Random(), 1, 2, 3, 4, 5, 6, 7, 8, 9));
        for (int i = 0; i < 100; i++) {
            assertThat(select(5, 1)).doesNotHaveDuplicates().hasSize(5);
        }
        assertThat(select(20, 1)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void weightsOfZeroOnlyGiveAnEmptyList() {
        register(all(new Policy.WeightedRandom(0), 1, 2));
        assertThat(select(2, 1)).isEmpty();
    }
}
