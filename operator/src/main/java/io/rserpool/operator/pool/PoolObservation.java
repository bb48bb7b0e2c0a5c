package io.rserpool.operator.pool;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.observe.SidecarReports.Report;
import io.rserpool.operator.plan.Handles;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.ScopeResolution;
import io.rserpool.operator.registrar.PoolView;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that a Pool's status depends on.
 *
 * @param pool the pool
 * @param scope its scope, or why it has none
 * @param conflicts what it cannot have since another Pool has it
 * @param census the pods that it selects
 * @param refusedRestarts why workloads of these pods could not be restarted
 * @param elements its elements as the registrars know them, without those of pods that are being deleted; null if no registrar answers
 * @param silent what the sidecars of pods say that are not registered, of the first ones
 */
public record PoolObservation(
        Pool pool,
        ScopeResolution scope,
        List<Refusal> conflicts,
        Census census,
        List<String> refusedRestarts,
        @Nullable PoolView elements,
        List<Report> silent) {
    /**
     * {@return its own elements, null if no registrar answers}
     *
     * A Pool whose handle is another one's has none, whatever the registrars know by that handle. One that lost some pods to another Pool still
     * has those of the others.
     */
    @Nullable
    PoolView own() {
        return conflicts.stream().anyMatch(c -> c.reason().equals(Refusal.HANDLE_TAKEN)) ? PoolView.EMPTY : elements;
    }

    /** {@return the handle under which it is registered, or would be} */
    String handle() {
        return scope instanceof ScopeResolution.Found(var found)
                ? Handles.of(pool, found)
                : Handles.namespaced(pool.getMetadata().getNamespace(), pool.handle());
    }

    /** {@return the current pods that have this pool's sidecar} */
    List<Pod> carrying() {
        return census.carrying(Names.POOLS, pool.getMetadata().getName());
    }

    /** {@return those of them that are not registered, as far as it is known which are} */
    static List<Pod> unregistered(List<Pod> carrying, @Nullable PoolView elements) {
        if (elements == null || elements.registered() > elements.first().size()) {
            return List.of();
        }
        var addresses = elements.first().stream().map(PoolView.Element::address).collect(Collectors.toSet());
        return carrying.stream()
                .filter(p -> !addresses.contains(Pods.address(p)))
                .toList();
    }
}
