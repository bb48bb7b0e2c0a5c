package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operation scope should be.
 *
 * @param registrars its registrars
 * @param sidecars the sidecars of its pool elements and pool users
 * @param timerProfile timers of all of them
 * @param concurrentRollouts how many workloads are restarted at a time, 1…100
 * @param namespaceSelector namespaces whose Pools and PoolUsers may join, default its own; all if that is the operator's
 * @param handles whose pools may have which handles without their namespace in front
 * @param security whom its registrars and sidecars speak with
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationScopeSpec(
        @JsonPropertyDescription("The registrars, which hold the handlespace.") @Default("{}") @Nullable
        RegistrarsSpec registrars,

        @JsonPropertyDescription(
                "The sidecars of this scope's pool elements and pool users. A change reaches pods when they are created.")
        @Nullable
        SidecarsSpec sidecars,

        @JsonPropertyDescription(
                "Protocol timers of registrars and sidecars. fast: failures are found within a second, for one"
                        + " cluster. rsplib: as RSPLIB has them. rfc: as the RFCs recommend.")
        @Default("\"fast\"")
        @Nullable
        TimerProfile timerProfile,

        @JsonPropertyDescription(
                "How many workloads of this scope are restarted at a time when their pods need other sidecars; the others"
                        + " wait until one of them has replaced its pods, or ten minutes have passed.")
        @Min(1)
        @Max(100)
        @Default("2")
        @Nullable
        Integer concurrentRollouts,

        @JsonPropertyDescription(
                "Namespaces whose Pools and PoolUsers may join, by their labels; {} is all. Default: the scope's own namespace;"
                        + " all, if that is the operator's.")
        @SchemaFrom(type = SelectorSchema.class)
        @Nullable
        LabelSelector namespaceSelector,

        @JsonPropertyDescription(
                "Handles that Pools of these namespaces may have as they are. All others have their namespace in front:"
                        + " namespace/handle.")
        @Size(max = 64)
        @Nullable
        List<HandleGrant> handles,

        @JsonPropertyDescription(
                "required: registrars and sidecars speak with those alone whose certificate, which the operator signs, says that they"
                        + " belong to this scope (DTLS). disabled: with anybody, as RSPLIB does. A change restarts all of them.")
        @Default("\"required\"")
        @Nullable
        Security security) {

    /** Every field at its default. */
    public static final OperationScopeSpec DEFAULT = new OperationScopeSpec(null, null, null, null, null, null, null);

    /** Fills in the defaults. */
    public OperationScopeSpec {
        registrars = Objects.requireNonNullElse(registrars, RegistrarsSpec.DEFAULT);
        sidecars = Objects.requireNonNullElse(sidecars, SidecarsSpec.DEFAULT);
        concurrentRollouts = Objects.requireNonNullElse(concurrentRollouts, OperationScope.DEFAULT_ROLLOUTS);
        security = Objects.requireNonNullElse(security, Security.REQUIRED);
        timerProfile = Objects.requireNonNullElse(timerProfile, TimerProfile.FAST);
    }
}
