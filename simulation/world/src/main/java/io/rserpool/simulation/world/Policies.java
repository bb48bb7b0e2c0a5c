package io.rserpool.simulation.world;

import io.rserpool.protocol.parameter.Policy;
import java.util.Random;

/** Policies for pools, and how they change. */
final class Policies {
    private static final int KINDS = 5;

    private Policies() {}

    static Policy any(Random random) {
        return switch (random.nextInt(KINDS)) {
            case 0 -> new Policy.RoundRobin();
            case 1 -> new Policy.WeightedRoundRobin(1 + random.nextInt(5));
            case 2 -> new Policy.Random();
            case 3 -> new Policy.LeastUsed(random.nextInt());
            default -> new Policy.RandomizedLeastUsed(random.nextInt());
        };
    }

    static Policy other(Policy policy, Random random) {
        var other = any(random);
        while (other.type() == policy.type()) {
            other = any(random);
        }
        return other;
    }

    /** Of the same type, with other values. */
    static Policy changed(Policy policy, Random random) {
        return switch (policy) {
            case Policy.WeightedRoundRobin _ -> new Policy.WeightedRoundRobin(1 + random.nextInt(5));
            case Policy.LeastUsed _ -> new Policy.LeastUsed(random.nextInt());
            case Policy.RandomizedLeastUsed _ -> new Policy.RandomizedLeastUsed(random.nextInt());
            default -> policy;
        };
    }
}
