package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/**
 * The sidecars of an operation scope.
 *
 * @param poolElementImage image of the pe-sidecar, default the operator's setting
 * @param poolUserImage image of the pu-sidecar, default the operator's setting
 * @param resources requests and limits of each sidecar, default the operator's setting
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SidecarsSpec(
        @JsonPropertyDescription("Image of the pe-sidecar. Default: the one that the operator was installed with.")
        @Nullable
        String poolElementImage,

        @JsonPropertyDescription("Image of the pu-sidecar. Default: the one that the operator was installed with.")
        @Nullable
        String poolUserImage,

        @JsonPropertyDescription(
                "Resources of each sidecar. Default: requests of 10m CPU and 72Mi memory, limit of 224Mi memory.")
        @Nullable
        ResourceRequirements resources) {

    /** Every field at its default. */
    public static final SidecarsSpec DEFAULT = new SidecarsSpec(null, null, null);
}
