package io.rserpool.registrar.domain;

import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.HandleUpdate;
import io.rserpool.protocol.enrp.EnrpMessage.PoolEntry;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.Policy.LeastUsedDegradationDpf;
import io.rserpool.protocol.parameter.Policy.LeastUsedDpf;
import io.rserpool.protocol.parameter.Policy.WeightedRandomDpf;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.transport.association.Association;

/**
 * How far elements are, for the policies with a delay penalty factor (draft-dreibholz-rserpool-delay): half a
 * round trip in ms, to the home registrar, and from there on to each other one. So copies differ by design.
 */
public final class Distances {
    private static final double NANOS_PER_MS = 1e6;

    private final int step;

    /** @param step distances are multiples of it, in ms, at least 1 */
    Distances(int step) {
        this.step = step;
    }

    /** An element that registers over this association. */
    public PoolElementParameter at(PoolElementParameter element, Association association) {
        return hasDistance(element.policy()) ? with(element, to(association)) : element;
    }

    /** What the registrar behind this association tells of elements. */
    public EnrpMessage behind(EnrpMessage message, Association association) {
        return switch (message) {
            case HandleUpdate update
            when hasDistance(update.element().policy()) ->
                new HandleUpdate(
                        update.sender(),
                        update.receiver(),
                        update.action(),
                        update.takeoverSuggested(),
                        update.handle(),
                        behind(update.element(), association));
            case HandleTableResponse table
            when table.pools().stream().anyMatch(Distances::hasDistance) ->
                new HandleTableResponse(
                        table.sender(),
                        table.receiver(),
                        table.rejected(),
                        table.more(),
                        table.pools().stream()
                                .map(pool -> behind(pool, association))
                                .toList());
            default -> message;
        };
    }

    private PoolEntry behind(PoolEntry pool, Association association) {
        return new PoolEntry(
                pool.handle(),
                pool.elements().stream()
                        .map(element -> behind(element, association))
                        .toList());
    }

    private PoolElementParameter behind(PoolElementParameter element, Association association) {
        return hasDistance(element.policy()) ? with(element, distance(element.policy()) + to(association)) : element;
    }

    private long to(Association association) {
        var milliseconds = association.smoothedRttNanos() / 2 / NANOS_PER_MS;
        return Math.round(milliseconds / step) * step;
    }

    private static boolean hasDistance(PoolEntry pool) {
        return pool.elements().stream().anyMatch(element -> hasDistance(element.policy()));
    }

    private static boolean hasDistance(Policy policy) {
        return policy instanceof WeightedRandomDpf
                || policy instanceof LeastUsedDpf
                || policy instanceof LeastUsedDegradationDpf;
    }

    private static long distance(Policy policy) {
        return switch (policy) {
            case WeightedRandomDpf p -> Integer.toUnsignedLong(p.distance());
            case LeastUsedDpf p -> Integer.toUnsignedLong(p.distance());
            case LeastUsedDegradationDpf p -> Integer.toUnsignedLong(p.distance());
            default -> 0;
        };
    }

    private static PoolElementParameter with(PoolElementParameter element, long distance) {
        return new PoolElementParameter(
                element.identifier(),
                element.home(),
                element.registrationLife(),
                element.userTransport(),
                with(element.policy(), (int) Math.min(distance, 0xffffffffL)),
                element.asapTransport());
    }

    private static Policy with(Policy policy, int distance) {
        return switch (policy) {
            case WeightedRandomDpf p -> new WeightedRandomDpf(p.weight(), p.weightDpf(), distance);
            case LeastUsedDpf p -> new LeastUsedDpf(p.load(), p.loadDpf(), distance);
            case LeastUsedDegradationDpf p ->
                new LeastUsedDegradationDpf(p.load(), p.loadDegradation(), p.loadDpf(), distance);
            default -> policy;
        };
    }
}
