package io.rserpool.operator.rollout;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.rserpool.operator.Names;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.observe.SidecarStarts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What would become of a new pod of a workload: the API server is asked to create one and not to keep it (a dry run), so that all that has a say
 * in it is asked, our webhook included. A restart that would not help is not made.
 */
enum Rehearsal {
    /** It would have what it should. */
    HELPS,
    /** The webhook would not be asked. */
    BARE,
    /** The webhook would do what is not wanted any more, or not yet. */
    BEHIND,
    /** It would get sidecars of an image that does not start at present. */
    FAILING;

    /** @param failingImages of sidecars that do not start in this namespace */
    static Rehearsal of(Pod made, String hash, Set<String> failingImages) {
        if (Pods.label(made, Names.INJECTED) == null) {
            return BARE;
        }
        if (!hash.equals(Pods.annotation(made, Names.CONFIG_HASH))) {
            return BEHIND;
        }
        return made.getSpec().getInitContainers().stream()
                        .anyMatch(c -> failingImages.stream().anyMatch(f -> SidecarStarts.isSameImage(f, c.getImage())))
                ? FAILING
                : HELPS;
    }

    /** {@return a pod as the controller of the workload would make it} */
    static Pod pod(String namespace, String name, PodTemplateSpec template, String hash) {
        var metadata = Objects.requireNonNull(template.getMetadata());
        return new PodBuilder()
                .withNewMetadata()
                .withGenerateName(name + "-")
                .withNamespace(namespace)
                .withLabels(metadata.getLabels())
                .withAnnotations(metadata.getAnnotations())
                .addToAnnotations(Names.RESTARTED_FOR, hash)
                .endMetadata()
                .withSpec(template.getSpec())
                .build();
    }

    /** The same for a StatefulSet, whose pods have volumes that its template does not name. */
    static Pod pod(String namespace, StatefulSet set, String hash) {
        var template = set.getSpec().getTemplate();
        var pod = new PodBuilder(pod(namespace, set.getMetadata().getName(), template, hash));
        var named = Optional.ofNullable(template.getSpec().getVolumes()).orElse(List.of()).stream()
                .map(v -> v.getName())
                .collect(Collectors.toSet());
        Optional.ofNullable(set.getSpec().getVolumeClaimTemplates()).orElse(List.of()).stream()
                .map(claim -> claim.getMetadata().getName())
                .filter(claim -> !named.contains(claim))
                .forEach(claim -> pod.editSpec()
                        .addNewVolume()
                        .withName(claim)
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume()
                        .endSpec());
        return pod.build();
    }
}
