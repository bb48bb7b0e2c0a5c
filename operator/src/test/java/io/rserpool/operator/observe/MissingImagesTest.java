package io.rserpool.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.rserpool.operator.Fixtures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissingImagesTest {
    private static final String IMAGE = "registry.example/rserpool-pe:1";

    private final List<Pod> living = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final InjectedPods pods = new InjectedPods(new KubernetesClientBuilder().build()) {
        @Override
        public List<Pod> in(String namespace) {
            return living.stream()
                    .filter(pod -> pod.getMetadata().getNamespace().equals(namespace))
                    .toList();
        }
    };
    private final MissingImages images = new MissingImages(pods, () -> now);

    private static Pod waiting(String image, String reason) {
        var pod = Fixtures.pod("files-0", Map.of("app", "files"), 8080);
        pod.getMetadata().setNamespace("shop");
        pod.setStatus(new PodStatus());
        pod.getStatus()
                .setInitContainerStatuses(List.of(new ContainerStatusBuilder()
                        .withName("rserpool-pe")
                        .withImage(image)
                        .withNewState()
                        .withNewWaiting()
                        .withReason(reason)
                        .endWaiting()
                        .endState()
                        .build()));
        return pod;
    }

    @Test
    void aPodThatWaitsForAnImageSaysThatItIsMissing() {
        living.add(waiting(IMAGE, "ImagePullBackOff"));
        assertThat(images.lacks("shop", IMAGE)).isTrue();
        assertThat(images.lacks("shop", "registry.example/rserpool-pe:2")).isFalse();
        assertThat(images.lacks("other", IMAGE)).as("another namespace").isFalse();
        living.clear();
        assertThat(images.lacks("shop", IMAGE)).as("it has it now").isFalse();
    }

    @Test
    void theKubeletMayCallItByItsFullName() {
        living.add(waiting("docker.io/rserpool/pe:1", "ErrImageNeverPull"));
        assertThat(images.lacks("shop", "rserpool/pe:1")).isTrue();
        assertThat(images.lacks("shop", "e:1")).isFalse();
    }

    @Test
    void whatElseKeepsASidecarFromStartingIsNotTheImage() {
        for (var reason : List.of("CrashLoopBackOff", "CreateContainerConfigError", "RunContainerError")) {
            living.add(waiting(IMAGE, reason));
        }
        assertThat(images.lacks("shop", IMAGE)).isFalse();
    }

    /** Or the successor of a deleted pod would wait just the same, and nobody got out of it. */
    @Test
    void itIsRememberedWhenThePodIsDeleted() {
        var pod = waiting(IMAGE, "ImagePullBackOff");
        pod.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        pods.tell(pod);
        assertThat(images.lacks("shop", IMAGE)).isTrue();
        assertThat(images.lacks("other", IMAGE)).isFalse();
        now = now.plus(MissingImages.MEMORY).plusSeconds(1);
        assertThat(images.lacks("shop", IMAGE)).as("it is tried again").isFalse();
    }
}
