package io.rserpool.operator.pooluser;

import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.plan.Refusal;
import java.util.List;

/**
 * All that a PoolUser's status depends on.
 *
 * @param user the pool user
 * @param unresolved the pools that it cannot use, and why
 * @param clashes what its pods do not capture, as "pod: host:port (container)"
 * @param census the pods that it selects
 * @param refusedRestarts why workloads of these pods could not be restarted
 */
public record PoolUserObservation(
        PoolUser user, List<Refusal> unresolved, List<String> clashes, Census census, List<String> refusedRestarts) {}
