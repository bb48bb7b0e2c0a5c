package io.rserpool.endpoint;

import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A PU's choice from the list of a registrar (RFC 5356). The list is in the registrar's order, from the
 * last choice on: the first one is right for round robin, and for least used, whose resolutions are used
 * only once.
 */
final class ElementSelection {
    private static final int ADAPTIVE = 0x40000000;

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
     */
    static PoolElementParameter select(
            List<PoolElementParameter> candidates, @Nullable Policy policy, RandomGenerator random) {
        return switch (policy) {
            case Policy.Random _, Policy.WeightedRandom _ -> candidates.get(random.nextInt(candidates.size()));
            case Policy.RandomizedLeastUsed _ -> byWeight(candidates, random);
            case Policy.Priority _ -> highestPriority(candidates);
            case null, default -> candidates.getFirst();
        };
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
        var left = random.nextLong(
                candidates.stream().mapToLong(ElementSelection::weight).sum());
        for (var candidate : candidates) {
            left -= weight(candidate);
            if (left < 0) {
                return candidate;
            }
        }
        return candidates.getLast();
    }

    private static long weight(PoolElementParameter element) {
        var load = element.policy() instanceof Policy.RandomizedLeastUsed(var used) ? used : 0;
        return Math.max(1, 0xffffffffL - Integer.toUnsignedLong(load));
    }
}
