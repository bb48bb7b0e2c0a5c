package io.rserpool.operator.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.rserpool.operator.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps of a pod what the operator asks for: names, labels, a few annotations, named ports, address, phase; a twentieth of the whole. */
final class InjectedPodStore extends BasicItemStore<Pod> {
    private static final Set<String> ANNOTATIONS = Set.of(
            Names.CONFIG_HASH,
            Names.POOLS,
            Names.POOL_USERS,
            Names.PORT_CLASH,
            Names.FORWARD_CLASH,
            Names.ROLLOUT,
            Names.MARK,
            Names.REFUSED);

    InjectedPodStore() {
        super(Cache::metaUidKeyFunc);
    }

    @Override
    public @Nullable Pod put(String key, Pod pod) {
        return super.put(key, reduced(pod));
    }

    static Pod reduced(Pod pod) {
        var reduced = new PodBuilder()
                .withMetadata(reduced(pod.getMetadata()))
                .withNewSpec()
                .withContainers(named(pod.getSpec().getContainers()))
                .withInitContainers(named(pod.getSpec().getInitContainers()))
                .endSpec();
        return pod.getStatus() == null
                ? reduced.build()
                : reduced.withNewStatus()
                        .withPhase(pod.getStatus().getPhase())
                        .withPodIP(pod.getStatus().getPodIP())
                        .withInitContainerStatuses(SidecarStarts.failing(pod))
                        .endStatus()
                        .build();
    }

    /** The containers that give ports names, with these alone. */
    private static List<Container> named(List<Container> containers) {
        return containers.stream()
                .filter(c -> c.getPorts().stream().anyMatch(p -> p.getName() != null))
                .map(c -> new ContainerBuilder()
                        .withName(c.getName())
                        .withPorts(c.getPorts().stream()
                                .filter(p -> p.getName() != null)
                                .toList())
                        .build())
                .toList();
    }

    private static ObjectMeta reduced(ObjectMeta metadata) {
        return new ObjectMetaBuilder()
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withCreationTimestamp(metadata.getCreationTimestamp())
                .withDeletionTimestamp(metadata.getDeletionTimestamp())
                .withLabels(metadata.getLabels())
                .withAnnotations(annotations(metadata))
                .build();
    }

    private static Map<String, String> annotations(ObjectMeta metadata) {
        return Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of()).entrySet().stream()
                .filter(a -> ANNOTATIONS.contains(a.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
