package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How far a workload has replaced its pods by those of its present template. */
enum Progress {
    /** Pods of an older template are still there, or the controller has not looked yet. */
    REPLACING,
    /** All pods are of the present template, but not all of them are available. */
    STARTING,
    /** All pods are of the present template and available, or nobody will replace them as things stand. */
    DONE;

    private static final String ON_DELETE = "OnDelete";

    static Progress of(Deployment deployment) {
        var spec = deployment.getSpec();
        var status = deployment.getStatus();
        int wanted = or(spec.getReplicas(), 1);
        if (wanted == 0 || Boolean.TRUE.equals(spec.getPaused())) {
            return DONE;
        }
        if (status == null
                || isBehind(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration())
                || or(status.getUpdatedReplicas(), 0) < wanted
                || or(status.getReplicas(), 0) > or(status.getUpdatedReplicas(), 0)) {
            return REPLACING;
        }
        return or(status.getAvailableReplicas(), 0) < wanted ? STARTING : DONE;
    }

    static Progress of(StatefulSet set) {
        var spec = set.getSpec();
        var status = set.getStatus();
        var strategy = spec.getUpdateStrategy();
        int wanted = or(spec.getReplicas(), 1);
        int kept = strategy == null || strategy.getRollingUpdate() == null
                ? 0
                : or(strategy.getRollingUpdate().getPartition(), 0);
        if (wanted - kept <= 0 || strategy != null && ON_DELETE.equals(strategy.getType())) {
            return DONE;
        }
        // Once all pods are updated, they are no longer counted as such: the revisions are equal then.
        if (status == null
                || isBehind(status.getObservedGeneration(), set.getMetadata().getGeneration())
                || or(status.getUpdatedReplicas(), 0) < wanted - kept
                        && !Objects.equals(status.getCurrentRevision(), status.getUpdateRevision())) {
            return REPLACING;
        }
        return or(status.getReadyReplicas(), 0) < wanted ? STARTING : DONE;
    }

    static Progress of(DaemonSet set) {
        var status = set.getStatus();
        var strategy = set.getSpec().getUpdateStrategy();
        if (strategy != null && ON_DELETE.equals(strategy.getType())) {
            return DONE;
        }
        if (status == null
                || isBehind(status.getObservedGeneration(), set.getMetadata().getGeneration())
                || or(status.getUpdatedNumberScheduled(), 0) < or(status.getDesiredNumberScheduled(), 0)) {
            return REPLACING;
        }
        return or(status.getNumberAvailable(), 0) < or(status.getDesiredNumberScheduled(), 0) ? STARTING : DONE;
    }

    private static boolean isBehind(@Nullable Long observed, @Nullable Long present) {
        return present != null && (observed == null || observed < present);
    }

    private static int or(@Nullable Integer value, int absent) {
        return value == null ? absent : value;
    }
}
