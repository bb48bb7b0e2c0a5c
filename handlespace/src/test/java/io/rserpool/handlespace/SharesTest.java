package io.rserpool.handlespace;

import static io.rserpool.handlespace.Elements.element;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Each element is drawn for just as many points of the sum as its share is, whatever came and went before. */
class SharesTest {
    private static final PoolHandle HANDLE = PoolHandle.of("pool");

    /** Gives what the test says. */
    private static final class Points implements RandomGenerator {
        long next;
        long bound;

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long sum) {
            bound = sum;
            return next;
        }
    }

    @Test
    void everyPointOfTheSumBelongsToOneElement() {
        var points = new Points();
        var handlespace = new Handlespace(HandlespaceLimits.DEFAULT, PolicySemantics.RFC, points);
        var random = new Random(5);
        var weights = new TreeMap<Integer, Integer>();
        for (int i = 0; i < 300; i++) {
            for (int change = 0; change < 10; change++) {
                change(handlespace, weights, 1 + random.nextInt(60), random);
            }
            if (!weights.isEmpty()) {
                assertThat(drawn(handlespace, points)).isEqualTo(positive(weights));
            }
        }
    }

    private static void change(
            Handlespace handlespace, TreeMap<Integer, Integer> weights, int identifier, Random random) {
        // Phases of growth and of decline.
        if (weights.containsKey(identifier) && random.nextInt(100) < (weights.size() > 30 ? 70 : 20)) {
            handlespace.remove(handlespace.element(HANDLE, new PeIdentifier(identifier)));
            weights.remove(identifier);
        } else {
            int weight = random.nextInt(6);
            handlespace.put(HANDLE, element(identifier, new Policy.WeightedRandom(weight)));
            weights.put(identifier, weight);
        }
    }

    private static TreeMap<Integer, Integer> positive(TreeMap<Integer, Integer> weights) {
        var positive = new TreeMap<>(weights);
        positive.values().removeIf(weight -> weight == 0);
        return positive;
    }

    private static TreeMap<Integer, Integer> drawn(Handlespace handlespace, Points points) {
        var drawn = new TreeMap<Integer, Integer>();
        points.next = 0;
        points.bound = 1;
        for (; points.next < points.bound; points.next++) {
            Elements.select(handlespace.pool(HANDLE), 1, 1)
                    .forEach(element -> drawn.merge(element.identifier().value(), 1, Integer::sum));
        }
        return drawn;
    }
}
