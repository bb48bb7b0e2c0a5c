package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Namespaces that are let in.
 *
 * @param from which ones
 * @param selector their labels, for {@link From#SELECTOR}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "(self.from == 'Selector') == has(self.selector)",
        message = "from: Selector needs a selector, and nothing else has one")
public record AllowedNamespaces(
        @JsonPropertyDescription(
                "Same: the Pool's own namespace. All: every namespace. Selector: the Pool's own, and those whose labels the"
                        + " selector matches; every namespace has the label kubernetes.io/metadata.name, its name.")
        @Default("\"Same\"")
        @Nullable
        From from,

        @JsonPropertyDescription("Labels of namespaces, for from: Selector.")
        @SchemaFrom(type = SelectorSchema.class)
        @Nullable
        LabelSelector selector) {

    /** Only the namespace itself. */
    public static final AllowedNamespaces SAME = new AllowedNamespaces(null, null);

    /** Fills in the default. */
    public AllowedNamespaces {
        from = Objects.requireNonNullElse(from, From.SAME);
    }

    /** Which namespaces are let in. */
    public enum From {
        /** Its own. */
        @JsonProperty("Same")
        SAME,
        /** All. */
        @JsonProperty("All")
        ALL,
        /** Its own, and those whose labels match. */
        @JsonProperty("Selector")
        SELECTOR
    }
}
