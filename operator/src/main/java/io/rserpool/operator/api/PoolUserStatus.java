package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What pool users are.
 *
 * @param observedGeneration generation of the spec that this status speaks of
 * @param pools "resolved/named" pools, for people
 * @param pods running pods that the selector means, with or without sidecar
 * @param conditions PoolsResolved, Captured, Injected, Ready
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolUserStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Pools found / pools named.") @Nullable
        String pools,

        @JsonPropertyDescription("Running pods that the selector means, with or without sidecar.") @Nullable
        Integer pods,

        @JsonPropertyDescription("PoolsResolved, Captured, Injected, Ready.") @Nullable
        List<Condition> conditions) {
    /** {@return the same status with other conditions} */
    public static PoolUserStatus with(List<Condition> conditions, @Nullable PoolUserStatus before) {
        return before == null
                ? new PoolUserStatus(null, null, null, conditions)
                : new PoolUserStatus(before.observedGeneration(), before.pools(), before.pods(), conditions);
    }
}
