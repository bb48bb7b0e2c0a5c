package io.rserpool.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.Rollout;
import io.rserpool.operator.status.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Condition Injected, the same for Pools and PoolUsers: do all selected pods have the sidecars they should? */
public final class InjectedVerdict {
    /** The condition's type. */
    public static final String TYPE = "Injected";

    private static final int MAX_NAMES = 5;
    private static final int MAX_REFUSALS = 3;

    private InjectedVerdict() {}

    /**
     * {@return what the census means}
     *
     * @param census the pods
     * @param rollout whether their workloads are restarted
     * @param refusedRestarts why some of these could not be
     */
    public static Verdict of(Census census, Rollout rollout, List<String> refusedRestarts) {
        if (census.total() == 0) {
            return Verdict.no(TYPE, "NoPods", "no running pod has the labels of spec.selector");
        }
        if (!census.refused().isEmpty()) {
            return Verdict.no(
                    TYPE, "PodsRefused", names(census.refused()) + " cannot have sidecars: " + why(census.refused()));
        }
        if (!census.foreign().isEmpty()) {
            return Verdict.no(
                    TYPE,
                    "NotInjected",
                    names(census.foreign())
                            + " count as pods without sidecars, since the operator's webhook did not write their label"
                            + " rserpool.io/injected and its annotations, or they have not the sidecars that these say: take them, and"
                            + " containers named rserpool-pe or rserpool-pu, out of the pods' template, and make the pods anew");
        }
        var troubled = census.all().stream().filter(SidecarStarts::isTroubled).toList();
        if (!troubled.isEmpty()) {
            return Verdict.no(TYPE, "SidecarsFailing", failing(troubled));
        }
        if (census.plain().size() == census.total()) {
            return Verdict.no(
                    TYPE,
                    "NothingToInject",
                    "%d pods have the labels, and none needs a sidecar for what this resource can have: the other conditions say why"
                            .formatted(census.total()));
        }
        if (!census.waiting().isEmpty()) {
            return waiting(census, rollout, refusedRestarts);
        }
        return Verdict.yes(TYPE, "AllInjected", "all %d pods have their sidecars".formatted(census.total()));
    }

    private static String why(List<Pod> refused) {
        var reasons = refused.stream()
                .map(p -> Pods.annotation(p, Names.REFUSED))
                .filter(Objects::nonNull)
                .distinct()
                .limit(MAX_REFUSALS)
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? "see the events of this resource for the reason" : reasons;
    }

    private static String failing(List<Pod> pods) {
        return "%d pods do not start, since their sidecars do not (%s): %s; correct the image or its pull secret (spec.sidecars of the OperationScope, or the chart's values); pods that run already go on"
                .formatted(
                        pods.size(),
                        names(pods),
                        SidecarStarts.trouble(pods.getFirst()).orElse(""));
    }

    private static Verdict waiting(Census census, Rollout rollout, List<String> refusedRestarts) {
        var which = "%d of %d pods do not have the sidecars they should (%s)"
                .formatted(census.waiting().size(), census.total(), names(census.waiting()));
        if (rollout == Rollout.NEVER) {
            return Verdict.no(TYPE, "RolloutNever", which + ": restart their workload (kubectl rollout restart)");
        }
        if (!refusedRestarts.isEmpty()) {
            var why = refusedRestarts.stream().limit(MAX_REFUSALS).collect(Collectors.joining("; "));
            return Verdict.no(TYPE, "RestartRefused", which + ": " + why);
        }
        return Verdict.no(
                TYPE,
                "RollingOut",
                which
                        + ": Deployments, StatefulSets and DaemonSets are being restarted, a few at a time (condition RolledOut"
                        + " of the OperationScope); other pods have to be replaced by hand");
    }

    private static String names(List<Pod> pods) {
        var names = pods.stream()
                .limit(MAX_NAMES)
                .map(p -> p.getMetadata().getName())
                .sorted()
                .collect(Collectors.joining(", "));
        return pods.size() > MAX_NAMES ? names + ", …" : names;
    }
}
