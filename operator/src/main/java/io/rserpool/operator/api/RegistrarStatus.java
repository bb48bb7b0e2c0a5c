package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * A registrar as it was seen last.
 *
 * @param name its pod
 * @param id its registrar identifier; new after each start
 * @param ready whether it serves
 * @param peers registrars that it knows besides itself
 * @param pools pools in its copy of the handlespace
 * @param elements elements in its copy of the handlespace
 * @param checksum handlespace checksum over all of its copy; equal copies have equal ones
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegistrarStatus(
        @JsonPropertyDescription("Pod of the registrar.") String name,

        @JsonPropertyDescription("Registrar identifier; a restarted registrar has a new one.") @Nullable
        String id,

        @JsonPropertyDescription("Whether it serves.") boolean ready,

        @JsonPropertyDescription("Other registrars that it knows.") @Nullable
        Integer peers,

        @JsonPropertyDescription("Pools in its copy of the handlespace.") @Nullable
        Integer pools,

        @JsonPropertyDescription("Elements in its copy of the handlespace.") @Nullable
        Integer elements,

        @JsonPropertyDescription("Checksum of its copy; equal copies have equal ones.") @Nullable
        String checksum) {}
