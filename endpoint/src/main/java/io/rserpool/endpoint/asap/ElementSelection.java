package io.rserpool.endpoint.asap;

import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A PU's choice from the list of a registrar (RFC 5356, and RSPLIB's policies). The list is in the registrar's order,
 * from the last choice on: the first one is right for the ordered policies. The randomised ones are drawn again, since
 * a list may be used more than once.
 */
final class ElementSelection {
    private static final int ADAPTIVE = 0x40000000;
    private static final long FULL = 0xffffffffL;

    private ElementSelection() {}

    /** Whether the policy's values change with the elements' load. */
    static boolean isAdaptive(Policy policy) {
        return (policy.type() & ADAPTIVE) != 0
                || switch (policy) {
                    case Policy.RandomizedPriorityLeastUsed _,
                            Policy.RandomizedLeastUsedDegradation _,
                            Policy.PriorityLeastUsedDegradation _,
                            Policy.RandomizedPriorityLeastUsedDegradation _,
                            Policy.LeastUsedDpf _,
                            Policy.LeastUsedDegradationDpf _ -> true;
                    default -> false;
                };
    }

    /**
     * @param candidates at least one
     * @param policy of the pool; null = round robin
     * @param sample the registrar has drawn the candidates from a larger pool: their shares are in that draw
     */
    static PoolElementParameter select(
            List<PoolElementParameter> candidates, @Nullable Policy policy, boolean sample, RandomGenerator random) {
        return switch (policy) {
            case Policy.Random _ -> anyOf(candidates, random);
            case Policy.WeightedRandom _,
                    Policy.WeightedRandomDpf _,
                    Policy.RandomizedLeastUsed _,
                    Policy.RandomizedPriorityLeastUsed _,
                    Policy.RandomizedLeastUsedDegradation _,
                    Policy.RandomizedPriorityLeastUsedDegradation _ ->
                sample ? anyOf(candidates, random) : byWeight(candidates, random);
            case Policy.Priority _ -> highestPriority(candidates);
            case null, default -> candidates.getFirst();
        };
    }

    private static PoolElementParameter anyOf(List<PoolElementParameter> candidates, RandomGenerator random) {
        return candidates.get(random.nextInt(candidates.size()));
    }

    private static PoolElementParameter highestPriority(List<PoolElementParameter> candidates) {
        var best = candidates.getFirst();
        for (var candidate : candidates) {
            if (Integer.compareUnsigned(priority(candidate), priority(best)) > 0) {
                best = candidate;
            }
        }
        return best;
    }

    private static int priority(PoolElementParameter element) {
        return element.policy() instanceof Policy.Priority(var priority) ? priority : 0;
    }

    private static PoolElementParameter byWeight(List<PoolElementParameter> candidates, RandomGenerator random) {
        var sum = candidates.stream().mapToLong(ElementSelection::weight).sum();
        if (sum == 0) {
            return anyOf(candidates, random);
        }
        var left = random.nextLong(sum);
        for (var candidate : candidates) {
            left -= weight(candidate);
            if (left < 0) {
                return candidate;
            }
        }
        return candidates.getLast();
    }

    /** As registrars weigh it: see the handlespace's selection rules. */
    private static long weight(PoolElementParameter element) {
        return switch (element.policy()) {
            case Policy.WeightedRandom(var weight) -> Integer.toUnsignedLong(weight);
            case Policy.WeightedRandomDpf(var weight, var dpf, var distance) -> near(weight, dpf, distance);
            case Policy.RandomizedLeastUsed(var load) -> unused(load, 0);
            case Policy.RandomizedLeastUsedDegradation(var load, var _) -> unused(load, 0);
            case Policy.RandomizedPriorityLeastUsed(var load, var degradation) -> unused(load, degradation);
            case Policy.RandomizedPriorityLeastUsedDegradation(var load, var degradation) -> unused(load, degradation);
            default -> 1;
        };
    }

    private static long unused(int load, int degradation) {
        return Math.max(1, FULL - Integer.toUnsignedLong(load) - Integer.toUnsignedLong(degradation));
    }

    private static long near(int weight, int dpf, int distance) {
        var full = Integer.toUnsignedLong(weight);
        var share = Integer.toUnsignedLong(dpf) / (double) FULL * Integer.toUnsignedLong(distance);
        var left = full - Math.round(full * share);
        return left < 0 ? 1 : left;
    }
}
