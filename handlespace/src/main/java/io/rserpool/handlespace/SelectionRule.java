package io.rserpool.handlespace;

import io.rserpool.protocol.parameter.Policy;

/**
 * What a policy does to an element's place (RFC 5356, with RSPLIB's bookkeeping so that mixed systems
 * select alike). Every time an element is linked its step runs once and its keys are set; elements are
 * ordered by key 1, key 2, sequence number. Loads are sums of unsigned 32-bit fractions, saturated.
 */
final class SelectionRule {
    private static final long MAX = 0xffffffffL;

    private SelectionRule() {}

    /** Called when an element joins the pool. */
    static void initialise(PoolElement element, long roundOfFirst) {
        element.round = roundOfFirst;
        element.virtual = weight(element.parameter().policy());
        element.degradation = 0;
    }

    /** Called when its policy values change. */
    static void refresh(PoolElement element) {
        element.degradation = 0;
        element.virtual = Math.min(element.virtual, weight(element.parameter().policy()));
    }

    static void step(PoolElement element) {
        switch (element.parameter().policy()) {
            case Policy.WeightedRoundRobin policy -> {
                if (element.virtual > 1) {
                    element.virtual--;
                } else {
                    element.round++;
                    element.virtual = Integer.toUnsignedLong(policy.weight());
                }
            }
            case Policy.LeastUsedDegradation policy -> degrade(element, policy.loadDegradation());
            case Policy.PriorityLeastUsedDegradation policy -> degrade(element, policy.loadDegradation());
            case Policy.LeastUsedDegradationDpf policy -> degrade(element, policy.loadDegradation());
            default -> {}
        }
    }

    private static void degrade(PoolElement element, int by) {
        element.degradation = sum(element.degradation, Integer.toUnsignedLong(by));
    }

    static void key(PoolElement element) {
        var degradation = element.degradation;
        element.key2 = 0;
        element.key1 = switch (element.parameter().policy()) {
            case Policy.WeightedRoundRobin policy -> {
                element.key2 = element.virtual;
                yield element.round;
            }
            case Policy.Priority policy -> MAX - Integer.toUnsignedLong(policy.priority());
            case Policy.LeastUsed policy -> Integer.toUnsignedLong(policy.load());
            case Policy.LeastUsedDegradation policy -> sum(Integer.toUnsignedLong(policy.load()), degradation);
            case Policy.PriorityLeastUsed policy -> sum(policy.load(), policy.loadDegradation(), 0, 0);
            case Policy.PriorityLeastUsedDegradation policy ->
                sum(policy.load(), policy.loadDegradation(), degradation, 0);
            case Policy.LeastUsedDpf policy -> sum(policy.load(), 0, 0, penalty(policy.distance(), policy.loadDpf()));
            case Policy.LeastUsedDegradationDpf policy ->
                sum(policy.load(), 0, degradation, penalty(policy.distance(), policy.loadDpf()));
            default -> 0;
        };
    }

    private static long weight(Policy policy) {
        return policy instanceof Policy.WeightedRoundRobin weighted ? Integer.toUnsignedLong(weighted.weight()) : 0;
    }

    /** The share of an element in a random draw. */
    static long value(PoolElement element) {
        return switch (element.parameter().policy()) {
            case Policy.WeightedRandom policy -> Integer.toUnsignedLong(policy.weight());
            case Policy.WeightedRandomDpf policy -> distantWeight(policy);
            case Policy.RandomizedLeastUsed policy -> unused(Integer.toUnsignedLong(policy.load()));
            case Policy.RandomizedLeastUsedDegradation policy -> unused(Integer.toUnsignedLong(policy.load()));
            case Policy.RandomizedPriorityLeastUsed policy ->
                unused(sum(policy.load(), policy.loadDegradation(), 0, 0));
            case Policy.RandomizedPriorityLeastUsedDegradation policy ->
                unused(sum(policy.load(), policy.loadDegradation(), 0, 0));
            default -> 1;
        };
    }

    private static long distantWeight(Policy.WeightedRandomDpf policy) {
        var weight = Integer.toUnsignedLong(policy.weight());
        var factor = Integer.toUnsignedLong(policy.weightDpf()) / (double) MAX;
        var left = weight - Math.round((double) weight * Integer.toUnsignedLong(policy.distance()) * factor);
        return left < 0 ? 1 : left;
    }

    private static long unused(long load) {
        return Math.max(1, MAX - load);
    }

    private static long penalty(int distance, int dpf) {
        return Math.min(MAX, Integer.toUnsignedLong(distance) * Integer.toUnsignedLong(dpf));
    }

    private static long sum(int load, int loadDegradation, long degradation, long penalty) {
        var loads = sum(Integer.toUnsignedLong(load), Integer.toUnsignedLong(loadDegradation));
        return sum(loads, sum(degradation, penalty));
    }

    private static long sum(long one, long other) {
        return Math.min(MAX, one + other);
    }
}
