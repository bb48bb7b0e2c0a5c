package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * Which PoolUsers may use a Pool, in the form of the Gateway API's {@code allowedRoutes}.
 *
 * @param namespaces those of which namespaces, default the Pool's own
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AllowedUsers(
        @JsonPropertyDescription("PoolUsers of which namespaces. Default: of the Pool's own.") @Nullable
        AllowedNamespaces namespaces) {}
