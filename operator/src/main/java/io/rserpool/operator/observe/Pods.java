package io.rserpool.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What there is to know of a pod. */
public final class Pods {
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private Pods() {}

    /** {@return whether the pod runs or will run} */
    public static boolean isLiving(Pod pod) {
        return !pod.isMarkedForDeletion() && !isOver(pod);
    }

    /** {@return whether none of the pod's containers runs any more, or will} */
    public static boolean isOver(Pod pod) {
        return pod.getStatus() != null
                && OVER.contains(String.valueOf(pod.getStatus().getPhase()));
    }

    /** {@return the pod's IP address, if it has one yet} */
    public static @Nullable String address(Pod pod) {
        return pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    }

    /** {@return the annotation's value} */
    public static @Nullable String annotation(Pod pod, String name) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations())
                .map(a -> a.get(name))
                .orElse(null);
    }

    /** {@return the label's value} */
    public static @Nullable String label(Pod pod, String name) {
        return Optional.ofNullable(pod.getMetadata().getLabels())
                .map(l -> l.get(name))
                .orElse(null);
    }

    /** {@return whether the annotation, a list separated by commas, has the entry} */
    public static boolean lists(Pod pod, String annotation, String entry) {
        var value = annotation(pod, annotation);
        return value != null && List.of(value.split(",")).contains(entry);
    }
}
