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
 * @param sessions "protected/all" sessions of the first pods now, for people; null if no sidecar answers
 * @param unprotected why the others would not survive the death of their element: the most frequent reasons with their numbers, for people;
 *     null if there are none
 * @param conditions PoolsResolved, Captured, Injected, Protected, Ready
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolUserStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Pools found / pools named.") @Nullable
        String pools,

        @JsonPropertyDescription("Running pods that the selector means, with or without sidecar.") @Nullable
        Integer pods,

        @JsonPropertyDescription(
                "Sessions that would survive the death of their element now / all sessions, of the first ten pods.")
        @Nullable
        String sessions,

        @JsonPropertyDescription(
                "Why the other sessions would not survive: the most frequent reasons and how many sessions have them.")
        @Nullable
        String unprotected,

        @JsonPropertyDescription("PoolsResolved, Captured, Injected, Protected, Ready.") @Nullable
        List<Condition> conditions) {
    /** {@return the same status with other conditions} */
    public static PoolUserStatus with(List<Condition> conditions, @Nullable PoolUserStatus before) {
        return before == null
                ? new PoolUserStatus(null, null, null, null, null, conditions)
                : new PoolUserStatus(
                        before.observedGeneration(),
                        before.pools(),
                        before.pods(),
                        before.sessions(),
                        before.unprotected(),
                        conditions);
    }
}
