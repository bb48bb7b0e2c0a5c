package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The registrars of an operation scope.
 *
 * @param replicas how many, 1…9
 * @param image image, default the operator's setting
 * @param resources requests and limits, default the operator's setting
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegistrarsSpec(
        @JsonPropertyDescription("How many registrars. Every one holds the whole handlespace; any but one may fail.")
        @Min(1)
        @Max(9)
        @Default("3")
        @Nullable
        Integer replicas,

        @JsonPropertyDescription("Image of the registrar. Default: the one that the operator was installed with.")
        @Nullable
        String image,

        @JsonPropertyDescription(
                "Resources of each registrar. Default: requests of 20m CPU and 128Mi memory, limit of 384Mi memory.")
        @Nullable
        ResourceRequirements resources) {

    /** Every field at its default. */
    public static final RegistrarsSpec DEFAULT = new RegistrarsSpec(null, null, null);

    /** Fills in the defaults. */
    public RegistrarsSpec {
        replicas = Objects.requireNonNullElse(replicas, 3);
    }
}
