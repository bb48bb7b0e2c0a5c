package io.rserpool.operator.pooluser;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.SidecarReports.Report;
import io.rserpool.operator.plan.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a PoolUser's status depends on.
 *
 * @param user the pool user
 * @param unresolved the pools that it cannot use, and why
 * @param clashes what its pods do not capture, as "pod: host:port (by whom)"
 * @param unforwarded other ports of captured names that lead to its pods themselves, in the same form
 * @param census the pods that it selects
 * @param reports what the sidecars of its first pods say of their pools; null if none of them answers
 * @param refusedRestarts why workloads of these pods could not be restarted
 */
public record PoolUserObservation(
        PoolUser user,
        List<Refusal> unresolved,
        List<String> clashes,
        List<String> unforwarded,
        Census census,
        @Nullable List<Report> reports,
        List<String> refusedRestarts) {
    /** {@return the pods that have this pool user's sidecar, though perhaps of a former configuration} */
    List<Pod> capturing() {
        return census.everCarrying(Names.POOL_USERS, user.getMetadata().getName());
    }
}
