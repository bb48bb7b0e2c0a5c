package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.Rollout;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What pods with certain labels in a namespace should have.
 *
 * @param peScope scope of the pools, null without any
 * @param pools pools of which the pods are elements
 * @param puScope scope of the used pools, null without any
 * @param uses pools that the pods use
 * @param forwards other ports of the Services whose names are captured
 * @param refusals what was wanted and cannot be
 */
public record PodPlan(
        @Nullable OperationScope peScope,
        List<Pool> pools,
        @Nullable OperationScope puScope,
        List<PlannedUse> uses,
        List<Forward> forwards,
        List<Refusal> refusals) {

    /** Nothing. */
    public static final PodPlan EMPTY = new PodPlan(null, List.of(), null, List.of(), List.of(), List.of());

    /** {@return whether the pods need no sidecar} */
    public boolean isEmpty() {
        return pools.isEmpty() && uses.isEmpty();
    }

    /** {@return the same pods without some of what is captured} */
    public PodPlan with(List<PlannedUse> keptUses, List<Forward> keptForwards) {
        return new PodPlan(peScope, pools, puScope, keptUses, keptForwards, refusals);
    }

    /**
     * {@return the namespace of the pods}
     *
     * @throws java.util.NoSuchElementException if they need nothing
     */
    public String namespace() {
        return resources().findFirst().orElseThrow().getMetadata().getNamespace();
    }

    /** {@return the Pools and PoolUsers that want something of the pods} */
    public Stream<HasMetadata> resources() {
        return Stream.concat(pools.stream(), uses.stream().map(PlannedUse::user).distinct());
    }

    /** {@return whether at least one Pool or PoolUser wants workloads restarted} */
    public boolean rolls() {
        return Stream.concat(
                        pools.stream().map(p -> p.getSpec().rollout()),
                        uses.stream().map(u -> u.user().getSpec().rollout()))
                .anyMatch(Rollout.AUTO::equals);
    }
}
