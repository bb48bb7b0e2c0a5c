package io.rserpool.handlespace;

import io.rserpool.protocol.parameter.Policy;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The elements of a pool in the order, or with the shares, of the pool's policy. */
sealed interface Selection permits OrderedSelection, RandomSelection {
    void add(PoolElement element);

    void remove(PoolElement element);

    /** The element's policy values changed, or it was registered again. */
    void refresh(PoolElement element);

    /**
     * Up to so many different elements, O(count × log n), without allocating anything.
     *
     * @param increment how many of them count as used, where that is for the caller to say
     * @return how many were put into the array from index 0 on
     */
    int select(int count, int increment, PoolElement[] into);

    /** The selection of a policy, or null if the policy is not known. */
    static @Nullable Selection of(Policy policy, PolicySemantics semantics, RandomGenerator random) {
        var rfc = semantics == PolicySemantics.RFC;
        return switch (policy) {
            case Policy.Unknown unknown -> null;
            case Policy.WeightedRoundRobin weighted -> rfc ? new EvenTurns() : new TurnsInRow();
            case Policy.Random drawn -> new RandomSelection(random, rfc);
            case Policy.WeightedRandom drawn -> new RandomSelection(random, rfc);
            case Policy.WeightedRandomDpf drawn -> new RandomSelection(random, rfc);
            case Policy.RandomizedLeastUsed drawn -> new RandomSelection(random, rfc);
            case Policy.RandomizedLeastUsedDegradation drawn -> new RandomSelection(random, rfc);
            case Policy.RandomizedPriorityLeastUsed drawn -> new RandomSelection(random, rfc);
            case Policy.RandomizedPriorityLeastUsedDegradation drawn -> new RandomSelection(random, rfc);
            default -> rfc ? LeastLoad.rfc(PolicyValues.degrades(policy)) : LeastLoad.rsplib();
        };
    }
}
