package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation scope is.
 *
 * @param observedGeneration generation of the spec that this status speaks of
 * @param ready "ready/wanted" registrars, for people
 * @param registrars the registrars, by name
 * @param conditions Ready, CopiesAgree, RolledOut, ImagesAllowed, AuthorityUsable
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationScopeStatus(
        @JsonPropertyDescription("Generation of the spec that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Ready registrars / wanted ones.") @Nullable
        String ready,

        @JsonPropertyDescription("The registrars.") @Nullable
        List<RegistrarStatus> registrars,

        @JsonPropertyDescription("Ready, CopiesAgree, RolledOut, ImagesAllowed, AuthorityUsable.") @Nullable
        List<Condition> conditions) {
    /** {@return the same status with other conditions} */
    public static OperationScopeStatus with(List<Condition> conditions, @Nullable OperationScopeStatus before) {
        return before == null
                ? new OperationScopeStatus(null, null, null, conditions)
                : new OperationScopeStatus(
                        before.observedGeneration(), before.ready(), before.registrars(), conditions);
    }
}
