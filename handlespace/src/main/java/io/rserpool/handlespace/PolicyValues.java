package io.rserpool.handlespace;

import io.rserpool.protocol.parameter.Policy;

/**
 * What the values of a policy say about an element (RFC 5356; RSPLIB's policies and those of
 * draft-dreibholz-rserpool-delay). Loads are unsigned fractions of 2³² − 1; their sums end there.
 */
final class PolicyValues {
    private static final long MAX = 0xffffffffL;

    private PolicyValues() {}

    /**
     * Without degradation by selections, unsigned: where the lowest is first, its load; where turns or chances
     * are shared, its weight.
     */
    static int base(Policy policy) {
        return (int)
                switch (policy) {
                    case Policy.WeightedRoundRobin p -> p.weight();
                    case Policy.Random p -> 1;
                    case Policy.WeightedRandom p -> p.weight();
                    case Policy.WeightedRandomDpf p -> distantWeight(p);
                    case Policy.Priority p -> MAX - unsigned(p.priority());
                    case Policy.LeastUsed p -> p.load();
                    case Policy.LeastUsedDegradation p -> p.load();
                    case Policy.PriorityLeastUsed p -> sum(p.load(), p.loadDegradation());
                    case Policy.PriorityLeastUsedDegradation p -> sum(p.load(), p.loadDegradation());
                    case Policy.LeastUsedDpf p -> sum(p.load(), penalty(p.distance(), p.loadDpf()));
                    case Policy.LeastUsedDegradationDpf p -> sum(p.load(), penalty(p.distance(), p.loadDpf()));
                    case Policy.RandomizedLeastUsed p -> unused(p.load());
                    case Policy.RandomizedLeastUsedDegradation p -> unused(p.load());
                    case Policy.RandomizedPriorityLeastUsed p -> unused((int) sum(p.load(), p.loadDegradation()));
                    case Policy.RandomizedPriorityLeastUsedDegradation p ->
                        unused((int) sum(p.load(), p.loadDegradation()));
                    case Policy.RoundRobin p -> 0;
                    case Policy.Unknown p -> 0;
                };
    }

    /** What a selection adds to the load until the next registration, unsigned. */
    static int charge(Policy policy) {
        return switch (policy) {
            case Policy.LeastUsedDegradation p -> p.loadDegradation();
            case Policy.PriorityLeastUsedDegradation p -> p.loadDegradation();
            case Policy.LeastUsedDegradationDpf p -> p.loadDegradation();
            case Policy.RandomizedLeastUsedDegradation p -> p.loadDegradation();
            case Policy.RandomizedPriorityLeastUsedDegradation p -> p.loadDegradation();
            default -> 0;
        };
    }

    /** Whether selections add to the load, be it 0. */
    static boolean degrades(Policy policy) {
        return policy instanceof Policy.LeastUsedDegradation
                || policy instanceof Policy.PriorityLeastUsedDegradation
                || policy instanceof Policy.LeastUsedDegradationDpf;
    }

    /** The sum of two unsigned numbers, 2³² − 1 if it is larger. */
    static long sum(int one, int other) {
        return Math.min(MAX, unsigned(one) + unsigned(other));
    }

    /** A weight that falls with the distance: 1 where it would be negative, but none where it is just used up. */
    private static long distantWeight(Policy.WeightedRandomDpf policy) {
        var weight = unsigned(policy.weight());
        var factor = unsigned(policy.weightDpf()) / (double) MAX;
        var left = weight - Math.round((double) weight * unsigned(policy.distance()) * factor);
        return left < 0 ? 1 : left;
    }

    private static long unused(int load) {
        return Math.max(1, MAX - unsigned(load));
    }

    private static int penalty(int distance, int dpf) {
        var tooMuch = distance != 0 && unsigned(dpf) > MAX / unsigned(distance);
        return tooMuch ? (int) MAX : distance * dpf;
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }
}
