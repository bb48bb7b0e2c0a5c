package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What pool users should be.
 *
 * @param selector the client pods
 * @param pools the pools that they use, 1…32
 * @param rollout whether matching workloads are restarted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolUserSpec(
        @JsonPropertyDescription("Pods of this namespace whose clients are pool users.")
        @Required
        @ValidationRule(
                value = "(has(self.matchLabels) && size(self.matchLabels) > 0)"
                        + " || (has(self.matchExpressions) && size(self.matchExpressions) > 0)",
                message = "the selector must not be empty: it would select every pod of the namespace")
        @SchemaFrom(type = SelectorSchema.class)
        LabelSelector selector,

        @JsonPropertyDescription("The pools that the clients use, each under the names that they already connect to.")
        @Required
        @Size(min = 1, max = 32)
        List<UsedPool> pools,

        @JsonPropertyDescription(
                "Auto: Deployments, StatefulSets and DaemonSets with matching pods are restarted, by their own update"
                        + " strategy, when their pods need other sidecars. Never: only pods created from now on get them.")
        @Default("\"Auto\"")
        @Nullable
        Rollout rollout) {

    /** Fills in the defaults. */
    public PoolUserSpec {
        pools = List.copyOf(Objects.requireNonNullElse(pools, List.of()));
        rollout = Objects.requireNonNullElse(rollout, Rollout.AUTO);
    }
}
