package io.rserpool.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartSlotsTest {
    private static final String SCOPE = "rserpool-system/default";

    private final RestartSlots slots = new RestartSlots();
    private final Set<String> done = new HashSet<>();
    private final List<String> slow = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    private static Workload workload(String name, Progress progress) {
        var resource = new GenericKubernetesResourceBuilder()
                .withKind("Deployment")
                .withNewMetadata()
                .withName(name)
                .withNamespace("shop")
                .endMetadata()
                .build();
        return new Workload(resource, new LabelSelector(), Map.of(), Map.of(), progress, "");
    }

    private Optional<Workload> present(Workload workload) {
        var name = workload.resource().getMetadata().getName();
        if (name.equals("unreadable")) {
            throw new IllegalStateException("unreadable");
        }
        return name.equals("gone")
                ? Optional.empty()
                : Optional.of(workload(name, done.contains(name) ? Progress.DONE : Progress.STARTING));
    }

    private Set<String> look(long seconds) {
        now = now.plusSeconds(seconds);
        return slots.look(now, this::present, w -> slow.add(w.describe()));
    }

    private void take(String... names) {
        List.of(names).forEach(n -> slots.take(SCOPE, workload(n, Progress.REPLACING), now));
    }

    @Test
    void aSlotIsFreeAgainWhenItsWorkloadIsDoneOrGone() {
        take("a", "gone");
        assertThat(slots.isFree(SCOPE, 2)).isFalse();
        assertThat(slots.isFree("rserpool-system/other", 2)).isTrue();
        assertThat(look(3)).containsExactly(SCOPE);
        assertThat(slots.restarting(SCOPE)).containsExactly("Deployment shop/a");
        assertThat(look(3)).isEmpty();
        done.add("a");
        assertThat(look(3)).containsExactly(SCOPE);
        assertThat(slots.scopes()).isEmpty();
    }

    @Test
    void oneThatCannotBeReadDoesNotHoldUpTheOthers() {
        take("unreadable", "b");
        done.add("b");
        assertThat(look(3)).containsExactly(SCOPE);
        assertThat(slots.restarting(SCOPE)).containsExactly("Deployment shop/unreadable");
    }

    @Test
    void oneThatDoesNotComeToAnEndHoldsUpTheOthersForAWhileOnly() {
        take("a");
        assertThat(look(RestartSlots.PATIENCE.toSeconds())).isEmpty();
        assertThat(look(1)).containsExactly(SCOPE);
        assertThat(slow).containsExactly("Deployment shop/a");
        assertThat(slots.slow(SCOPE)).containsExactly("Deployment shop/a");
        assertThat(slots.isFree(SCOPE, 1)).isTrue();
        assertThat(look(100)).isEmpty();
        done.add("a");
        assertThat(look(100)).containsExactly(SCOPE);
        assertThat(slots.slow(SCOPE)).isEmpty();
        assertThat(slow).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {replicas: 2} | {} | REPLACING
            {replicas: 2} | {observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2} | REPLACING
            {replicas: 2} | {observedGeneration: 3, replicas: 3, updatedReplicas: 2, availableReplicas: 2} | REPLACING
            {replicas: 2} | {observedGeneration: 3, replicas: 2, updatedReplicas: 1, availableReplicas: 2} | REPLACING
            {replicas: 2} | {observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 1} | STARTING
            {replicas: 2} | {observedGeneration: 3, replicas: 2, updatedReplicas: 2, availableReplicas: 2} | DONE
            {replicas: 0} | {} | DONE
            {paused: true} | {} | DONE
            """)
    void progressOfADeployment(String spec, String status, Progress progress) {
        assertThat(Progress.of(read(Deployment.class, spec, status))).isEqualTo(progress);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {replicas: 2} | {} | REPLACING
            {replicas: 2} | {observedGeneration: 3, updatedReplicas: 1, readyReplicas: 2, currentRevision: a, updateRevision: b} | REPLACING
            {replicas: 2} | {observedGeneration: 3, updatedReplicas: 2, readyReplicas: 1, currentRevision: a, updateRevision: b} | STARTING
            {replicas: 2} | {observedGeneration: 3, readyReplicas: 2, currentRevision: b, updateRevision: b} | DONE
            {replicas: 2, updateStrategy: {rollingUpdate: {partition: 1}}} | {observedGeneration: 3, updatedReplicas: 1, readyReplicas: 2, currentRevision: a, updateRevision: b} | DONE
            {replicas: 2, updateStrategy: {type: OnDelete}} | {} | DONE
            """)
    void progressOfAStatefulSet(String spec, String status, Progress progress) {
        assertThat(Progress.of(read(StatefulSet.class, spec, status))).isEqualTo(progress);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {} | {observedGeneration: 3, desiredNumberScheduled: 3, updatedNumberScheduled: 2, numberAvailable: 3} | REPLACING
            {} | {observedGeneration: 3, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2} | STARTING
            {} | {observedGeneration: 3, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3} | DONE
            {} | {observedGeneration: 3} | DONE
            {updateStrategy: {type: OnDelete}} | {} | DONE
            """)
    void progressOfADaemonSet(String spec, String status, Progress progress) {
        assertThat(Progress.of(read(DaemonSet.class, spec, status))).isEqualTo(progress);
    }

    private static <R> R read(Class<R> type, String spec, String status) {
        return Serialization.unmarshal(
                "---\n{metadata: {name: x, generation: 3}, spec: %s, status: %s}".formatted(spec, status), type);
    }
}
