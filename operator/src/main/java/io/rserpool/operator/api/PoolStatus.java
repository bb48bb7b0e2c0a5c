package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is.
 *
 * @param observedGeneration generation of the spec that this status speaks of
 * @param handle the handle in use
 * @param elements "registered/pods", for people
 * @param registered elements in the registrars' handlespace
 * @param pods running pods that the selector means, with or without sidecar
 * @param members the elements, at most 20
 * @param portNames names of the ports of the pods' containers, which Services may use as targetPort
 * @param conditions ScopeResolved, HandleGranted, Conflict, Injected, Ready
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Pool handle in use.") @Nullable
        String handle,

        @JsonPropertyDescription("Registered elements / running pods that the selector means, with or without sidecar.")
        @Nullable
        String elements,

        @JsonPropertyDescription("Healthy elements, as the registrars know them.") @Nullable
        Integer registered,

        @JsonPropertyDescription("Running pods that the selector means, with or without sidecar.") @Nullable
        Integer pods,

        @JsonPropertyDescription("The elements, the first 20 by identifier.") @Nullable
        List<PoolMember> members,

        @JsonPropertyDescription(
                "Ports of the pods' containers by their names, which Services may use as targetPort; what was last seen.")
        @Nullable
        Map<String, Integer> portNames,

        @JsonPropertyDescription("ScopeResolved, HandleGranted, Conflict, Injected, Ready.") @Nullable
        List<Condition> conditions) {
    /** {@return the same status with other conditions} */
    public static PoolStatus with(List<Condition> conditions, @Nullable PoolStatus before) {
        return before == null
                ? new PoolStatus(null, null, null, null, null, null, null, conditions)
                : new PoolStatus(
                        before.observedGeneration(),
                        before.handle(),
                        before.elements(),
                        before.registered(),
                        before.pods(),
                        before.members(),
                        before.portNames(),
                        conditions);
    }
}
