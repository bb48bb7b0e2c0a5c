package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workload that replaces its pods when their template changes.
 *
 * @param resource a Deployment, StatefulSet or DaemonSet
 * @param selector its pods
 * @param labels labels of its template
 * @param annotations annotations of its template
 */
record Workload(
        HasMetadata resource, LabelSelector selector, Map<String, String> labels, Map<String, String> annotations) {
    static Workload of(Deployment deployment) {
        return of(
                deployment,
                deployment.getSpec().getSelector(),
                deployment.getSpec().getTemplate());
    }

    static Workload of(StatefulSet set) {
        return of(set, set.getSpec().getSelector(), set.getSpec().getTemplate());
    }

    static Workload of(DaemonSet set) {
        return of(set, set.getSpec().getSelector(), set.getSpec().getTemplate());
    }

    private static Workload of(HasMetadata resource, LabelSelector selector, PodTemplateSpec template) {
        var metadata = Optional.ofNullable(template.getMetadata());
        return new Workload(
                resource,
                selector,
                orEmpty(metadata.map(m -> m.getLabels()).orElse(null)),
                orEmpty(metadata.map(m -> m.getAnnotations()).orElse(null)));
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    /** "Deployment shop/files", for people. */
    String describe() {
        var metadata = resource.getMetadata();
        return resource.getKind() + " " + metadata.getNamespace() + "/" + metadata.getName();
    }
}
