package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import io.rserpool.operator.injection.SidecarConfig;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.observe.SidecarStarts;
import io.rserpool.operator.plan.PodPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

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

    /**
     * Its template is as it should be, but pods of it were made without what they should have, such as while no replica of the operator ran,
     * or with sidecars that do not start: it is restarted once more.
     *
     * @param hash the configuration
     * @param lacking how many pods of it lack something
     * @param pods how many it has
     */
    record Repair(String hash, int lacking, int pods) implements Decision {}

    /**
     * Its template is as it should be, but it does not replace its pods by itself.
     *
     * @param why and what to do
     */
    record Held(String why) implements Decision {}

    /** The annotation is taken away: the pods come back without sidecars. */
    record Undo() implements Decision {}

    /** The pods had sidecars from the beginning, so there is no annotation to take away: an ordinary restart. */
    record RestartPlainly() implements Decision {}

    /** No workload is repaired more often. */
    Duration BETWEEN_REPAIRS = Duration.ofMinutes(5);

    /**
     * Decides.
     *
     * @param workload the workload
     * @param plan what its pods should have
     * @param pods its living pods; asked for only if they matter
     */
    static Decision of(Workload workload, PodPlan plan, Supplier<List<Pod>> pods, Instant now) {
        return plan.isEmpty() ? withoutSidecars(workload, pods) : withSidecars(workload, plan, pods, now);
    }

    private static Decision withSidecars(Workload workload, PodPlan plan, Supplier<List<Pod>> pods, Instant now) {
        if (!plan.rolls()) {
            return new Leave();
        }
        var hash = SidecarConfig.hash(plan);
        var living = pods.get();
        var lacking = living.stream()
                .filter(p -> !hash.equals(Pods.annotation(p, Names.CONFIG_HASH)) || SidecarStarts.isTroubled(p))
                .toList();
        if (lacking.isEmpty()) {
            return new Leave();
        }
        if (!hash.equals(workload.annotations().get(Names.RESTARTED_FOR))) {
            return new Restart(hash);
        }
        if (!workload.held().isEmpty()) {
            return new Held(workload.held());
        }
        boolean troubled = lacking.stream().anyMatch(SidecarStarts::isTroubled);
        boolean waits = workload.progress() == Progress.REPLACING && !troubled
                || wasRepairedLately(workload, now)
                || lacking.stream().noneMatch(p -> isOfCurrentTemplate(p, workload));
        return waits ? new Leave() : new Repair(hash, lacking.size(), living.size());
    }

    private static boolean wasRepairedLately(Workload workload, Instant now) {
        var at = workload.annotations().get(Names.REPAIRED_AT);
        try {
            return at != null && now.isBefore(Instant.parse(at).plus(BETWEEN_REPAIRS));
        } catch (DateTimeParseException notOurs) {
            return false;
        }
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
        return Stream.of(RESTARTED_AT, Names.RESTARTED_FOR, Names.REPAIRED_AT)
                .allMatch(a -> Objects.equals(
                        Pods.annotation(pod, a), workload.annotations().get(a)));
    }
}
