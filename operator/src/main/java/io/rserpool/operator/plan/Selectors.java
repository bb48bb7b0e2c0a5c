package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Label selectors, as Kubernetes means them. */
public final class Selectors {
    private Selectors() {}

    /** {@return whether the labels fulfil all that the selector asks} */
    public static boolean matches(LabelSelector selector, @Nullable Map<String, String> labels) {
        var present = Optional.ofNullable(labels).orElse(Map.of());
        var wanted = Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
        return present.entrySet().containsAll(wanted.entrySet())
                && selector.getMatchExpressions().stream().allMatch(e -> matches(e, present));
    }

    private static boolean matches(LabelSelectorRequirement wanted, Map<String, String> labels) {
        var value = labels.get(wanted.getKey());
        return switch (wanted.getOperator()) {
            case "In" -> value != null && wanted.getValues().contains(value);
            case "NotIn" -> value == null || !wanted.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
