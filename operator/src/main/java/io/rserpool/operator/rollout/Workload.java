package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
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
 * @param resource names a Deployment, StatefulSet or DaemonSet, and holds no more of it
 * @param selector its pods
 * @param labels labels of its template
 * @param annotations annotations of its template
 * @param progress how far it has replaced its pods
 */
record Workload(
        GenericKubernetesResource resource,
        LabelSelector selector,
        Map<String, String> labels,
        Map<String, String> annotations,
        Progress progress) {
    static Workload of(Deployment deployment) {
        var spec = deployment.getSpec();
        return of(deployment, spec.getSelector(), spec.getTemplate(), Progress.of(deployment));
    }

    static Workload of(StatefulSet set) {
        var spec = set.getSpec();
        return of(set, spec.getSelector(), spec.getTemplate(), Progress.of(set));
    }

    static Workload of(DaemonSet set) {
        var spec = set.getSpec();
        return of(set, spec.getSelector(), spec.getTemplate(), Progress.of(set));
    }

    private static Workload of(
            HasMetadata resource, LabelSelector selector, PodTemplateSpec template, Progress progress) {
        var metadata = Optional.ofNullable(template.getMetadata());
        return new Workload(
                reference(resource),
                selector,
                orEmpty(metadata.map(m -> m.getLabels()).orElse(null)),
                orEmpty(metadata.map(m -> m.getAnnotations()).orElse(null)),
                progress);
    }

    private static GenericKubernetesResource reference(HasMetadata resource) {
        var metadata = resource.getMetadata();
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("apps/v1")
                .withKind(resource.getKind())
                .withNewMetadata()
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .endMetadata()
                .build();
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    String namespace() {
        return resource.getMetadata().getNamespace();
    }

    /** "Deployment shop/files", for people, and to tell one workload from another. */
    String describe() {
        return resource.getKind() + " " + namespace() + "/"
                + resource.getMetadata().getName();
    }

    /** "deployment/files -n shop", for kubectl. */
    String forKubectl() {
        return resource.getKind().toLowerCase(java.util.Locale.ROOT) + "/"
                + resource.getMetadata().getName() + " -n " + namespace();
    }
}
