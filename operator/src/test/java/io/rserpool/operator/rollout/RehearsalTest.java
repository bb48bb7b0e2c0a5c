package io.rserpool.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.Names;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final String IMAGE = "rserpool/pe-sidecar:0.1.0";

    private static Pod made(String hash) {
        return new PodBuilder()
                .withNewMetadata()
                .addToLabels(Names.INJECTED, Names.INJECTED_TRUE)
                .addToAnnotations(Names.CONFIG_HASH, hash)
                .endMetadata()
                .withNewSpec()
                .addNewInitContainer()
                .withName(Names.PE_CONTAINER)
                .withImage(IMAGE)
                .endInitContainer()
                .endSpec()
                .build();
    }

    @Test
    void aRestartHelpsIfNewPodsHaveWhatTheyShouldAndStart() {
        var bare = new PodBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
        assertThat(Rehearsal.of(made("a"), "a", Set.of())).isEqualTo(Rehearsal.HELPS);
        assertThat(Rehearsal.of(made("a"), "b", Set.of())).isEqualTo(Rehearsal.BEHIND);
        assertThat(Rehearsal.of(bare, "a", Set.of())).isEqualTo(Rehearsal.BARE);
        assertThat(Rehearsal.of(made("a"), "a", Set.of("nowhere/x:1"))).isEqualTo(Rehearsal.HELPS);
        assertThat(Rehearsal.of(made("a"), "a", Set.of(IMAGE))).isEqualTo(Rehearsal.FAILING);
        assertThat(Rehearsal.of(made("a"), "a", Set.of("docker.io/" + IMAGE))).isEqualTo(Rehearsal.FAILING);
    }

    @Test
    void thePodOfAStatefulSetHasItsVolumes() {
        var set = Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: redis, namespace: shop}
                spec:
                  template:
                    metadata: {labels: {app: redis}, annotations: {a: b}}
                    spec:
                      containers: [{name: redis, volumeMounts: [{name: data, mountPath: /data}, {name: conf, mountPath: /conf}]}]
                      volumes: [{name: conf, configMap: {name: conf}}]
                  volumeClaimTemplates: [{metadata: {name: data}}]
                """, StatefulSet.class);
        var pod = Rehearsal.pod("shop", set, "hash");
        assertThat(pod.getSpec().getVolumes()).extracting(v -> v.getName()).containsExactly("conf", "data");
        assertThat(pod.getMetadata().getGenerateName()).isEqualTo("redis-");
        assertThat(pod.getMetadata().getLabels()).containsEntry("app", "redis");
        assertThat(pod.getMetadata().getAnnotations())
                .containsEntry("a", "b")
                .containsEntry(Names.RESTARTED_FOR, "hash");
    }
}
