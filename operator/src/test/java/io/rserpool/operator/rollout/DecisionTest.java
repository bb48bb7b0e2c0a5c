package io.rserpool.operator.rollout;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.pool;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Names;
import io.rserpool.operator.injection.SidecarConfig;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PodPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final Map<String, String> SERVER = Map.of("app", "files");
    private static final PodPlan PLAN = Planner.plan(snapshot(List.of(files()), List.of()), "shop", SERVER);
    private static final String HASH = SidecarConfig.hash(PLAN);

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static Workload workload(Map<String, String> annotations) {
        return new Workload(
                new GenericKubernetesResource(), new LabelSelector(), SERVER, annotations, Progress.DONE, "");
    }

    private static Pod bare() {
        return pod("files-0", SERVER, 8080);
    }

    private static Pod injected(Map<String, String> annotations) {
        var pod = Fixtures.injector().inject(bare(), PLAN).pod();
        pod.getMetadata().getAnnotations().putAll(annotations);
        return pod;
    }

    private static Decision decide(Map<String, String> annotations, PodPlan plan, Pod... pods) {
        return Decision.of(workload(annotations), plan, () -> List.of(pods), NOW);
    }

    @Test
    void podsWithoutSidecarsAreReplaced() {
        assertThat(decide(Map.of(), PLAN, bare())).isEqualTo(new Decision.Restart(HASH));
    }

    private static Pod bare(Map<String, String> annotations) {
        return new PodBuilder(bare())
                .editMetadata()
                .addToAnnotations(annotations)
                .endMetadata()
                .build();
    }

    @Test
    void podsThatWereMadeWithoutTheWebhookAreReplacedAgainButNotAllTheTime() {
        var restarted = Map.of(Names.RESTARTED_FOR, HASH);
        assertThat(decide(restarted, PLAN, bare(restarted), injected(restarted)))
                .isEqualTo(new Decision.Repair(HASH, 1, 2));
        assertThat(decide(restarted, PLAN, injected(restarted))).isEqualTo(new Decision.Leave());
        assertThat(decide(restarted, PLAN, bare()))
                .as("a pod of an older template is being replaced")
                .isEqualTo(new Decision.Leave());

        var lately = Map.of(Names.RESTARTED_FOR, HASH, Names.REPAIRED_AT, "2026-01-01T11:58:00Z");
        assertThat(decide(lately, PLAN, bare(lately))).isEqualTo(new Decision.Leave());
        var longAgo = Map.of(Names.RESTARTED_FOR, HASH, Names.REPAIRED_AT, "2026-01-01T11:54:00Z");
        assertThat(decide(longAgo, PLAN, bare(longAgo))).isEqualTo(new Decision.Repair(HASH, 1, 1));
        var broken = Map.of(Names.RESTARTED_FOR, HASH, Names.REPAIRED_AT, "yesterday");
        assertThat(decide(broken, PLAN, bare(broken))).isEqualTo(new Decision.Repair(HASH, 1, 1));
    }

    @Test
    void aWorkloadThatDoesNotReplaceItsPodsIsTold() {
        var restarted = Map.of(Names.RESTARTED_FOR, HASH);
        var paused = new Workload(
                new GenericKubernetesResource(), new LabelSelector(), SERVER, restarted, Progress.DONE, "it is paused");
        assertThat(Decision.of(paused, PLAN, () -> List.of(bare(restarted)), NOW))
                .isEqualTo(new Decision.Held("it is paused"));
        assertThat(Decision.of(paused, PLAN, () -> List.of(injected(restarted)), NOW))
                .isEqualTo(new Decision.Leave());
    }

    @Test
    void aNewConfigurationRestartsAgain() {
        assertThat(decide(Map.of(Names.RESTARTED_FOR, "before"), PLAN, bare())).isEqualTo(new Decision.Restart(HASH));
    }

    @Test
    void podsMadeWithTheirSidecarsAreLeftAlone() {
        assertThat(decide(Map.of(), PLAN, injected(Map.of()))).isEqualTo(new Decision.Leave());
        assertThat(decide(Map.of(), PLAN)).isEqualTo(new Decision.Leave());
    }

    @Test
    void neverMeansNever() {
        var quiet = pool("shop", "files", 0, "{selector: {matchLabels: {app: files}}, port: 8080, rollout: Never}");
        var plan = Planner.plan(snapshot(List.of(quiet), List.of()), "shop", SERVER);
        assertThat(decide(Map.of(), plan, bare())).isEqualTo(new Decision.Leave());
        var pod = Fixtures.injector().inject(bare(), plan).pod();
        assertThat(decide(Map.of(), PodPlan.EMPTY, pod)).isEqualTo(new Decision.Leave());
    }

    @Test
    void withoutAPoolTheAnnotationGoesAndThenNothingMore() {
        var annotated = Map.of(Names.RESTARTED_FOR, HASH);
        assertThat(decide(annotated, PodPlan.EMPTY, injected(annotated))).isEqualTo(new Decision.Undo());
        assertThat(decide(Map.of(), PodPlan.EMPTY, injected(annotated))).isEqualTo(new Decision.Leave());
    }

    @Test
    void podsInjectedFromTheBeginningAreRestartedOnce() {
        assertThat(decide(Map.of(), PodPlan.EMPTY, injected(Map.of()))).isEqualTo(new Decision.RestartPlainly());
        assertThat(decide(Map.of(Decision.RESTARTED_AT, "now"), PodPlan.EMPTY, injected(Map.of())))
                .isEqualTo(new Decision.Leave());
    }

    @Test
    void aChangeConcernsThoseWhoUseIt() {
        var other = pool("other", "files", 5, "{selector: {matchLabels: {app: x}}, port: 1}");
        var unrelated = pool("far", "away", 5, "{selector: {matchLabels: {app: x}}, port: 1}");
        var snapshot = snapshot(List.of(files(), other, unrelated), List.of(client()));
        assertThat(Affected.by(files(), snapshot)).isEqualTo(Set.of("shop"));
        var one = pool("shop", "one", 5, "{selector: {matchLabels: {app: x}}, port: 1, handle: same}");
        var same = pool("other", "same", 5, "{selector: {matchLabels: {app: x}}, port: 1, handle: same}");
        var granting = Fixtures.scope("default", "{handles: [{handle: same, namespaces: [shop, other]}]}");
        assertThat(Affected.by(one, snapshot(List.of(one, same), List.of(), List.of(granting))))
                .isEqualTo(Set.of("shop", "other"));
        assertThat(Affected.by(client(), snapshot)).isEqualTo(Set.of("shop"));
        assertThat(Affected.by(Fixtures.scope("default", "{}"), snapshot)).isEqualTo(Set.of("shop", "other", "far"));
    }
}
