package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * A pool element as the registrars know it.
 *
 * @param identifier PE identifier
 * @param address its address
 * @param pod the pod behind the address, if it is one of this namespace
 * @param homeRegistrar identifier of its home registrar
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolMember(
        @JsonPropertyDescription("PE identifier.") String identifier,

        @JsonPropertyDescription("Address of the element.") @Nullable
        String address,

        @JsonPropertyDescription("Pod that has this address.") @Nullable
        String pod,

        @JsonPropertyDescription("Identifier of the registrar that looks after the element.") @Nullable
        String homeRegistrar) {}
