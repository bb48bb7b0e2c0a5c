package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who deletes the Pool and the PoolUser gets back what was there before. */
@Tag("kind")
@Order(5)
@ExtendWith(OnKind.class)
class RemovalIT {
    private static final String OURS = "rserpool.io/";

    /** Proves that deletion leaves no sidecar, no host alias, no label, no annotation and no registered element. */
    @Test
    void nothingIsLeftOver(KindSystem system) {
        for (var kind : List.of("PoolUser", "Pool")) {
            system.client()
                    .genericKubernetesResources("rserpool.io/v1alpha1", kind)
                    .inNamespace(KindSystem.EXAMPLE)
                    .delete();
        }

        await().atMost(KindSystem.ROLLOUT).untilAsserted(() -> assertThat(system.client()
                        .pods()
                        .inNamespace(KindSystem.EXAMPLE)
                        .list()
                        .getItems())
                .isNotEmpty()
                .allSatisfy(RemovalIT::isAsBefore));
        system.awaitRollouts(KindSystem.EXAMPLE);
        await().atMost(KindSystem.NOTICE).untilAsserted(() -> assertThat(
                        system.registrars().copies())
                .hasSize(3)
                .allSatisfy(copy -> assertThat(copy.elements(KindSystem.HANDLE)).isEmpty()));
        for (var deployment : system.client()
                .apps()
                .deployments()
                .inNamespace(KindSystem.EXAMPLE)
                .list()
                .getItems()) {
            assertThat(keys(deployment.getMetadata())).noneMatch(key -> key.startsWith(OURS));
            assertThat(keys(deployment.getSpec().getTemplate().getMetadata())).noneMatch(key -> key.startsWith(OURS));
        }
        assertThat(system.client()
                        .configMaps()
                        .inNamespace(KindSystem.EXAMPLE)
                        .list()
                        .getItems())
                .extracting(map -> map.getMetadata().getName())
                .noneMatch(name -> name.contains("rserpool"));
    }

    private static void isAsBefore(Pod pod) {
        assertThat(pod.getSpec().getInitContainers())
                .noneMatch(container -> container.getName().startsWith("rserpool"));
        assertThat(pod.getSpec().getVolumes())
                .noneMatch(volume -> volume.getName().startsWith("rserpool"));
        assertThat(Objects.requireNonNullElse(pod.getSpec().getHostAliases(), List.of()))
                .isEmpty();
        assertThat(keys(pod.getMetadata())).noneMatch(key -> key.startsWith(OURS));
    }

    private static Stream<String> keys(ObjectMeta metadata) {
        return Stream.of(metadata.getLabels(), metadata.getAnnotations())
                .filter(Objects::nonNull)
                .map(Map::keySet)
                .flatMap(keys -> keys.stream());
    }
}
