package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import io.rserpool.operator.injection.SidecarConfig;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.plan.PodPlan;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Whether and how a workload is restarted: a pure function of the workload, its plan and its pods. */
sealed interface Decision {
    /** What {@code kubectl rollout restart} writes. */
    String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

    /** Its pods are as they should be, or on the way there. */
    record Leave() implements Decision {}

    /**
     * The template gets the annotation {@link Names#RESTARTED_FOR}.
     *
     * @param hash the configuration
     */
    record Restart(String hash) implements Decision {}

    /** The annotation is taken away: the pods come back without sidecars. */
    record Undo() implements Decision {}

    /** The pods had sidecars from the beginning, so there is no annotation to take away: an ordinary restart. */
    record RestartPlainly() implements Decision {}

    /**
     * Decides.
     *
     * @param workload the workload
     * @param plan what its pods should have
     * @param pods its living pods; asked for only if they matter
     */
    static Decision of(Workload workload, PodPlan plan, Supplier<List<Pod>> pods) {
        return plan.isEmpty() ? withoutSidecars(workload, pods) : withSidecars(workload, plan, pods);
    }

    private static Decision withSidecars(Workload workload, PodPlan plan, Supplier<List<Pod>> pods) {
        var hash = SidecarConfig.hash(plan);
        // Once per configuration: pods that did not get it although they were made for it would not get it the next
        // time either.
        if (!plan.rolls() || hash.equals(workload.annotations().get(Names.RESTARTED_FOR))) {
            return new Leave();
        }
        boolean allCurrent = pods.get().stream().allMatch(p -> hash.equals(Pods.annotation(p, Names.CONFIG_HASH)));
        return allCurrent ? new Leave() : new Restart(hash);
    }

    private static Decision withoutSidecars(Workload workload, Supplier<List<Pod>> pods) {
        if (workload.annotations().containsKey(Names.RESTARTED_FOR)) {
            return new Undo();
        }
        boolean injected = pods.get().stream()
                .filter(p -> Names.INJECTED_TRUE.equals(Pods.label(p, Names.INJECTED)))
                .filter(p -> !"Never".equals(Pods.annotation(p, Names.ROLLOUT)))
                .anyMatch(p -> isOfCurrentTemplate(p, workload));
        return injected ? new RestartPlainly() : new Leave();
    }

    /** Pods of an older template are being replaced already. */
    private static boolean isOfCurrentTemplate(Pod pod, Workload workload) {
        return List.of(RESTARTED_AT, Names.RESTARTED_FOR).stream()
                .allMatch(a -> Objects.equals(
                        Pods.annotation(pod, a), workload.annotations().get(a)));
    }
}
