package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Label selectors, as Kubernetes means them. */
public final class Selectors {
    private Selectors() {}

    /** {@return whether the labels fulfil all that the selector asks; never for a selector that Kubernetes would refuse} */
    public static boolean matches(LabelSelector selector, @Nullable Map<String, String> labels) {
        var present = Optional.ofNullable(labels).orElse(Map.of());
        var wanted = Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
        return present.entrySet().containsAll(wanted.entrySet())
                && expressions(selector).stream().allMatch(e -> matches(e, present));
    }

    /**
     * {@return whether Kubernetes accepts the selector in a request}
     *
     * The CRDs let no other through; there may be some from the time before they did.
     */
    public static boolean isValid(LabelSelector selector) {
        return expressions(selector).stream().allMatch(Selectors::isValid);
    }

    private static boolean isValid(LabelSelectorRequirement wanted) {
        boolean values = !values(wanted).isEmpty();
        return wanted.getKey() != null
                && switch (String.valueOf(wanted.getOperator())) {
                    case "In", "NotIn" -> values;
                    case "Exists", "DoesNotExist" -> !values;
                    default -> false;
                };
    }

    private static boolean matches(LabelSelectorRequirement wanted, Map<String, String> labels) {
        if (!isValid(wanted)) {
            return false;
        }
        var value = labels.get(wanted.getKey());
        return switch (wanted.getOperator()) {
            case "In" -> value != null && wanted.getValues().contains(value);
            case "NotIn" -> value == null || !wanted.getValues().contains(value);
            case "Exists" -> value != null;
            default -> value == null;
        };
    }

    private static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
        return Optional.ofNullable(selector.getMatchExpressions()).orElse(List.of());
    }

    private static List<String> values(LabelSelectorRequirement wanted) {
        return Optional.ofNullable(wanted.getValues()).orElse(List.of());
    }
}
