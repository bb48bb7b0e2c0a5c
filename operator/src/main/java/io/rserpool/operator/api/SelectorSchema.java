package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the API server lets through as a label selector. It checks the selectors of its own resources by rules that a CRD has to repeat; a
 * selector that breaks them is refused by every list request that uses it.
 *
 * <p>Only the schema counts, the values are Kubernetes' own {@link io.fabric8.kubernetes.api.model.LabelSelector}s. The limits are what
 * keeps the cost of the rules within the API server's budget.
 *
 * @param matchLabels labels that must be there with these values
 * @param matchExpressions what else must be so
 */
@ValidationRule(
        value = "!has(self.matchLabels) || self.matchLabels.all(key, size(key) <= 317 && key.matches(r'"
                + SelectorSchema.KEY + "'))",
        message =
                "a key of matchLabels is no label key: at most 63 letters, digits, '-', '_' and '.', maybe after a DNS name"
                        + " and '/'")
record SelectorSchema(
        @Size(max = SelectorSchema.MAX_ENTRIES) @Nullable
        Map<String, @Size(max = SelectorSchema.MAX_NAME) @Pattern(SelectorSchema.VALUE) String> matchLabels,

        @Size(max = SelectorSchema.MAX_ENTRIES) @Nullable List<Requirement> matchExpressions) {

    static final String KEY = "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
            + "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
    static final String VALUE = "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$";
    static final int MAX_NAME = 63;
    static final int MAX_KEY = 317;
    static final int MAX_ENTRIES = 32;

    /**
     * One of the expressions.
     *
     * @param key label
     * @param operator how its value relates to the values
     * @param values for In and NotIn
     */
    @ValidationRule(
            value = "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
            message = "In and NotIn need values, Exists and DoesNotExist have none")
    record Requirement(
            @Required @Size(min = 1, max = MAX_KEY) @Pattern(KEY)
            String key,

            @Required Operator operator,

            @Size(max = MAX_ENTRIES) @Nullable List<@Size(max = MAX_NAME) @Pattern(VALUE) String> values) {}

    /** How a label's value relates to the values of a requirement. */
    enum Operator {
        /** It is one of them. */
        @JsonProperty("In")
        IN,
        /** It is none of them, or the label is not there. */
        @JsonProperty("NotIn")
        NOT_IN,
        /** The label is there. */
        @JsonProperty("Exists")
        EXISTS,
        /** The label is not there. */
        @JsonProperty("DoesNotExist")
        DOES_NOT_EXIST
    }
}
