package io.rserpool.operator.observe;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Names;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PortNames;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InjectedPodStoreTest {
    private static final Map<String, String> CLIENT = Map.of("app", "client");

    private static Pod injected() {
        var all = snapshot(List.of(files()), List.of(client()));
        var pod = Fixtures.injector()
                .inject(pod("client-0", CLIENT, 8080), Planner.plan(all, "shop", CLIENT))
                .pod();
        pod.getMetadata().setUid("u");
        pod.setStatus(new PodStatusBuilder()
                .withPodIP("10.1.0.1")
                .withPhase("Running")
                .build());
        return pod;
    }

    @Test
    void whatIsAskedForIsKept() {
        var whole = injected();
        var store = new InjectedPodStore();
        store.put("u", whole);
        var kept = store.get("u");
        assertThat(store.getKey(kept)).isEqualTo(store.getKey(whole));
        assertThat(kept.getMetadata().getLabels()).isEqualTo(whole.getMetadata().getLabels());
        assertThat(Pods.address(kept)).isEqualTo("10.1.0.1");
        assertThat(Pods.isLiving(kept)).isTrue();
        for (var name : List.of(Names.CONFIG_HASH, Names.PORT_CLASH)) {
            assertThat(Pods.annotation(kept, name)).isNotNull().isEqualTo(Pods.annotation(whole, name));
        }
    }

    /** By what is kept it can be seen whether the webhook wrote it. */
    @Test
    void whoWroteItIsKept() {
        var all = snapshot(List.of(files()), List.of(client()));
        var both = Fixtures.user(
                "shop", "files", "{selector: {matchLabels: {app: files}}, pools: [{pool: files, port: 80}]}");
        var plan = Planner.plan(snapshot(List.of(files()), List.of(both)), "shop", Map.of("app", "files"));
        var whole = Fixtures.injector()
                .inject(pod("files-0", Map.of("app", "files"), 8080), plan)
                .pod();
        whole.getMetadata().setCreationTimestamp("2026-01-05T00:00:01Z");
        assertThat(whole.getSpec().getInitContainers()).hasSize(2);
        assertThat(Fixtures.MARKS.isGenuine(InjectedPodStore.reduced(whole))).isTrue();
        var refused = pod("files-0", Map.of("app", "client"), 0);
        refused.getSpec().setHostNetwork(true);
        assertThat(Fixtures.MARKS.isGenuine(InjectedPodStore.reduced(Fixtures.injector()
                        .inject(refused, Planner.plan(all, "shop", CLIENT))
                        .pod())))
                .isTrue();
        whole.getMetadata().setCreationTimestamp("2026-01-06T00:00:00Z");
        assertThat(Fixtures.MARKS.isGenuine(InjectedPodStore.reduced(whole))).isFalse();
    }

    @Test
    void theRestIsNot() {
        var whole = injected();
        whole.getMetadata().getAnnotations().put(Names.PE_CONFIG, "x".repeat(10_000));
        var kept = InjectedPodStore.reduced(whole);
        assertThat(Serialization.asJson(kept)).hasSizeLessThan(1000);
    }

    @Test
    void theEndOfAPodIsKept() {
        var whole = injected();
        whole.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        assertThat(Pods.isLiving(InjectedPodStore.reduced(whole))).isFalse();
        whole.setStatus(null);
        assertThat(Pods.address(InjectedPodStore.reduced(whole))).isNull();
    }

    @Test
    void namesOfPortsAreKept() {
        var whole = pod("""
                metadata: {name: files-0, uid: u}
                spec:
                  initContainers: [{name: side, image: any, ports: [{name: side, containerPort: 7}]}]
                  containers:
                    - {name: a, image: any, command: [x], ports: [{name: web, containerPort: 8080}, {containerPort: 1}]}
                    - {name: b, image: any, ports: [{containerPort: 2}]}
                """);
        var kept = InjectedPodStore.reduced(whole);
        assertThat(PortNames.of(List.of(kept), 8080)).isEqualTo(PortNames.of(List.of(whole), 8080));
        assertThat(kept.getSpec().getContainers()).singleElement().satisfies(c -> {
            assertThat(c.getPorts()).hasSize(1);
            assertThat(c.getCommand()).isEmpty();
        });
    }
}
