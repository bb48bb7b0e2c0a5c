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
 * @param held why it does not replace its pods by itself, and what to do; empty if it does
 */
record Workload(
        GenericKubernetesResource resource,
        LabelSelector selector,
        Map<String, String> labels,
        Map<String, String> annotations,
        Progress progress,
        String held) {
    private static final String ON_DELETE = "OnDelete";

    static Workload of(Deployment deployment) {
        var spec = deployment.getSpec();
        return of(deployment, spec.getSelector(), spec.getTemplate(), Progress.of(deployment), held(deployment));
    }

    static Workload of(StatefulSet set) {
        var spec = set.getSpec();
        var strategy = spec.getUpdateStrategy();
        return of(
                set,
                spec.getSelector(),
                spec.getTemplate(),
                Progress.of(set),
                held(strategy == null ? null : strategy.getType()));
    }

    static Workload of(DaemonSet set) {
        var spec = set.getSpec();
        var strategy = spec.getUpdateStrategy();
        return of(
                set,
                spec.getSelector(),
                spec.getTemplate(),
                Progress.of(set),
                held(strategy == null ? null : strategy.getType()));
    }

    private static Workload of(
            HasMetadata resource, LabelSelector selector, PodTemplateSpec template, Progress progress, String held) {
        var metadata = Optional.ofNullable(template.getMetadata());
        return new Workload(
                reference(resource),
                selector,
                orEmpty(metadata.map(m -> m.getLabels()).orElse(null)),
                orEmpty(metadata.map(m -> m.getAnnotations()).orElse(null)),
                progress,
                held);
    }

    private static String held(Deployment deployment) {
        return Boolean.TRUE.equals(deployment.getSpec().getPaused()) ? "it is paused: kubectl rollout resume" : "";
    }

    private static String held(@Nullable String strategy) {
        return ON_DELETE.equals(strategy) ? "its update strategy is OnDelete: delete its pods one by one" : "";
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
