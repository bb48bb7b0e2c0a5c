package io.rserpool.operator.pool;

import io.rserpool.operator.api.Pool;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.ScopeResolution;
import io.rserpool.operator.registrar.PoolView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a Pool's status depends on.
 *
 * @param pool the pool
 * @param scope its scope, or why it has none
 * @param conflicts what it cannot have since another Pool has it
 * @param census the pods that it selects
 * @param refusedRestarts why workloads of these pods could not be restarted
 * @param elements its elements as the registrars know them, null if no registrar answers
 */
public record PoolObservation(
        Pool pool,
        ScopeResolution scope,
        List<Refusal> conflicts,
        Census census,
        List<String> refusedRestarts,
        @Nullable PoolView elements) {}
