package io.rserpool.handlespace;

import io.rserpool.protocol.parameter.Policy;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The elements of a pool in the order, or with the shares, of the pool's policy. */
sealed interface Selection permits OrderedSelection, RandomSelection {
    void add(PoolElement element);

    void remove(PoolElement element);

    /** The element's policy values changed. */
    void refresh(PoolElement element);

    /** Up to so many different elements, O(count × log n). */
    List<PoolElement> select(int count, int increment);

    /** The selection of a policy, or null if the policy is not known. */
    static @Nullable Selection of(Policy policy, RandomGenerator random) {
        return switch (policy) {
            case Policy.Unknown unknown -> null;
            case Policy.Random drawn -> new RandomSelection(random);
            case Policy.WeightedRandom drawn -> new RandomSelection(random);
            case Policy.WeightedRandomDpf drawn -> new RandomSelection(random);
            case Policy.RandomizedLeastUsed drawn -> new RandomSelection(random);
            case Policy.RandomizedLeastUsedDegradation drawn -> new RandomSelection(random);
            case Policy.RandomizedPriorityLeastUsed drawn -> new RandomSelection(random);
            case Policy.RandomizedPriorityLeastUsedDegradation drawn -> new RandomSelection(random);
            default -> new OrderedSelection();
        };
    }
}
