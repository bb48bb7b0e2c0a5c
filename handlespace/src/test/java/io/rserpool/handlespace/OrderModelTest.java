package io.rserpool.handlespace;

import static io.rserpool.handlespace.Elements.element;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ordered policies against lists that are sorted anew for each selection, under any changes. */
class OrderModelTest {
    private static final PoolHandle HANDLE = PoolHandle.of("pool");
    private static final long FULL = 0xffffffffL;

    /** An element, as simple as can be. */
    private static final class Model {
        final int identifier;
        final long seq;
        long lastUse;
        int load;
        int degradation;
        long uses;

        Model(int identifier, long seq) {
            this.identifier = identifier;
            this.seq = seq;
            this.lastUse = seq;
        }
    }

    static Stream<Arguments> policies() {
        BiFunction<Integer, Integer, Policy> lud = Policy.LeastUsedDegradation::new;
        BiFunction<Integer, Integer, Policy> plud = Policy.PriorityLeastUsedDegradation::new;
        BiFunction<Integer, Integer, Policy> dpf = (load, more) -> new Policy.LeastUsedDegradationDpf(load, more, 3, 5);
        BiFunction<Integer, Integer, Policy> lu = (load, more) -> new Policy.LeastUsed(load);
        BiFunction<Integer, Integer, Policy> priority = (load, more) -> new Policy.Priority(-1 - load);
        BiFunction<Integer, Integer, Policy> rr = (load, more) -> new Policy.RoundRobin();
        return Stream.of(PolicySemantics.values())
                .flatMap(semantics -> Stream.of(
                        Arguments.of("LUD", semantics, lud, 1, 0, 0),
                        Arguments.of("PLUD", semantics, plud, 1, 1, 0),
                        Arguments.of("LUD-DPF", semantics, dpf, 1, 0, 15),
                        Arguments.of("LU", semantics, lu, 0, 0, 0),
                        Arguments.of("PRIO", semantics, priority, 0, 0, 0),
                        Arguments.of("RR", semantics, rr, -1, 0, 0)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("policies")
    void selectsAsSortingWould(
            String name,
            PolicySemantics semantics,
            BiFunction<Integer, Integer, Policy> policy,
            int degrades,
            int adds,
            int penalty) {
        var random = new Random(7);
        var handlespace = new Handlespace(HandlespaceLimits.DEFAULT, semantics, random);
        var models = new ArrayList<Model>();
        var rsplib = semantics == PolicySemantics.RSPLIB;
        long clock = 0;
        for (int i = 0; i < 20_000; i++) {
            int identifier = 1 + random.nextInt(40);
            var known = models.stream()
                    .filter(model -> model.identifier == identifier)
                    .findFirst();
            int what = random.nextInt(10);
            if (what == 0 && known.isPresent()) {
                handlespace.remove(handlespace.element(HANDLE, new PeIdentifier(identifier)));
                models.remove(known.get());
            } else if (what <= 2) {
                int load = random.nextInt(5) << 29;
                int degradation = random.nextInt(5) << 27;
                handlespace.put(HANDLE, element(identifier, policy.apply(load, degradation)));
                var model = known.orElse(new Model(identifier, clock));
                if (known.isEmpty()) {
                    models.add(model);
                    clock++;
                }
                model.load = load;
                model.degradation = degradation;
                model.uses = 0;
            } else if (!models.isEmpty()) {
                int count = 1 + random.nextInt(6);
                int increment = 1 + random.nextInt(3);
                models.sort(Comparator.<Model>comparingLong(model -> {
                            var uses = rsplib ? 2 * model.uses + 1 : model.uses;
                            var own = degrades < 0 ? 0 : Integer.toUnsignedLong(model.load);
                            var more = Integer.toUnsignedLong(model.degradation);
                            var load = own + adds * more + Math.max(0, degrades) * uses * more + penalty;
                            return Math.min(FULL, load);
                        })
                        .thenComparingLong(model -> model.lastUse));
                var expected = List.copyOf(models.subList(0, Math.min(count, models.size())));
                var charged = degrades > 0 && !rsplib ? expected.size() : Math.min(increment, expected.size());
                for (var model : expected.subList(0, charged)) {
                    model.uses++;
                    model.lastUse = clock++;
                }
                assertThat(Elements.select(handlespace.pool(HANDLE), count, increment))
                        .extracting(element -> element.identifier().value())
                        .containsExactlyElementsOf(
                                expected.stream().map(model -> model.identifier).toList());
            }
        }
    }
}
