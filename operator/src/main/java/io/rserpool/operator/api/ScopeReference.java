package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names an {@link OperationScope}.
 *
 * @param name its name, default "default"
 * @param namespace its namespace, default the operator's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScopeReference(
        @JsonPropertyDescription("Name of the OperationScope.") @Default("\"default\"") @Nullable
        String name,

        @JsonPropertyDescription("Namespace of the OperationScope. Default: the operator's.") @Nullable
        String namespace) {

    /** Name of the scope that the Helm chart makes. */
    public static final String DEFAULT_NAME = "default";

    /** Fills in the default name. */
    public ScopeReference {
        name = Objects.requireNonNullElse(name, DEFAULT_NAME);
    }
}
