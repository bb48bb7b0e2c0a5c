package io.rserpool.operator.injection;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.Rollout;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.InjectedVerdict;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Pods that were made to look as if the webhook had worked on them. */
class MarksTest {
    private static final Map<String, String> SERVER = Map.of("app", "files");
    private static final Snapshot ALL = snapshot(List.of(files()), List.of(client()));
    private static final PodPlan PLAN = Planner.plan(ALL, "shop", SERVER);

    private static Pod injected() {
        return Fixtures.injector().inject(pod("files-0", SERVER, 8080), PLAN).pod();
    }

    private static Pod annotated(Pod pod, String name, String value) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations(name, value)
                .endMetadata()
                .build();
    }

    private static String verdict(Pod pod) {
        var verdict = InjectedVerdict.of(Census.of(ALL, "shop", List.of(pod), Fixtures.MARKS), Rollout.AUTO, List.of());
        return verdict.status() + " " + verdict.reason() + ": " + verdict.message();
    }

    @Test
    void whatTheWebhookWroteCounts() {
        assertThat(verdict(injected())).isEqualTo("True AllInjected: all 1 pods have their sidecars");
    }

    /** Written on a running pod, as everybody may who may change pods. */
    @Test
    void whatPeopleWroteCountsAsNothing() {
        var genuine = injected();
        var forged = new PodBuilder(pod("files-0", SERVER, 8080))
                .editMetadata()
                .addToLabels(Names.INJECTED, Names.INJECTED_TRUE)
                .withAnnotations(genuine.getMetadata().getAnnotations())
                .endMetadata()
                .build();
        assertThat(verdict(forged))
                .as("the annotations of another pod, without its sidecars")
                .startsWith("False NotInjected: files-0 count as pods without sidecars")
                .contains("rserpool-pe", "out of the pods' template");
        assertThat(verdict(annotated(genuine, Names.MARK, "2026-01-05T00:00:00Z AAAA")))
                .startsWith("False NotInjected");
        assertThat(verdict(annotated(genuine, Names.MARK, "yesterday"))).startsWith("False NotInjected");
        assertThat(verdict(annotated(genuine, Names.POOL_USERS, "client"))).startsWith("False NotInjected");
        var elsewhere = new PodBuilder(genuine)
                .editMetadata()
                .withNamespace("web")
                .endMetadata()
                .build();
        assertThat(Fixtures.MARKS.isGenuine(elsewhere)).isFalse();
        assertThat(Fixtures.marks("another key").isGenuine(genuine)).isFalse();
        assertThat(Fixtures.injector().inject(genuine, PLAN).pod()).isSameAs(genuine);
    }

    @Test
    void aSignatureIsGoodForOnePodOfItsTime() {
        var late = injected();
        late.getMetadata().setCreationTimestamp("2026-01-05T00:04:00Z");
        assertThat(Fixtures.MARKS.isGenuine(late)).isTrue();
        late.getMetadata().setCreationTimestamp("2026-01-05T00:06:00Z");
        assertThat(Fixtures.MARKS.isGenuine(late)).isFalse();
    }

    private static Injection own(Pod pod) {
        return Fixtures.injector().inject(pod, PLAN);
    }

    private static void assertRefused(Injection injection) {
        assertThat(injection.refusals()).extracting(Refusal::reason).containsExactly("OwnSidecar");
        var pod = injection.pod();
        assertThat(pod.getMetadata().getAnnotations())
                .doesNotContainKeys(Names.POOLS, Names.PE_CONFIG, Names.POOL_USERS, Names.PU_CONFIG);
        assertThat(verdict(pod))
                .isEqualTo(
                        "False PodsRefused: files-0 cannot have sidecars: pod files-0 brings a container or volume of its own whose"
                                + " name is that of a sidecar, rserpool-pe or rserpool-pu: it counts as one without sidecars; take it"
                                + " out of the pod's template");
    }

    @Test
    void aPodWithASidecarOfItsOwnCountsAsNotInjected() {
        var sidecar = new ContainerBuilder()
                .withName(Names.PE_CONTAINER)
                .withImage("own")
                .build();
        var initial = pod("files-0", SERVER, 8080);
        initial.getSpec().setInitContainers(List.of(sidecar));
        assertRefused(own(initial));

        var beside = pod("files-0", SERVER, 8080);
        beside.getSpec().getContainers().add(sidecar);
        assertRefused(own(beside));

        var volume = pod("files-0", SERVER, 8080);
        volume.getSpec()
                .setVolumes(List.of(new VolumeBuilder()
                        .withName("rserpool-pe-config")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build()));
        assertRefused(own(volume));
    }

    @Test
    void aCopyOfAnInjectedPodIsOneWithASidecarOfItsOwn() {
        var now = new AtomicReference<>(Instant.parse("2026-01-05T00:00:00Z"));
        var marks = new Marks(now::get);
        marks.use("a key of tests".getBytes(StandardCharsets.US_ASCII));
        var injector = new PodInjector(Fixtures.settings(), () -> "token", marks, Fixtures.ENROLMENT);
        var copy = injector.inject(pod("files-0", SERVER, 8080), PLAN).pod();
        assertThat(injector.inject(copy, PLAN).pod()).as("asked once more").isSameAs(copy);
        now.updateAndGet(t -> t.plus(Duration.ofMinutes(6)));
        assertThat(injector.inject(copy, PLAN).refusals())
                .extracting(Refusal::reason)
                .containsExactly("OwnSidecar");
    }

    @Test
    void labelsAndAnnotationsOfPeopleAreTakenAway() {
        var forged = new PodBuilder(pod("files-0", SERVER, 8080))
                .editMetadata()
                .addToLabels(Names.INJECTED, Names.INJECTED_TRUE)
                .addToAnnotations(Names.POOLS, "files")
                .addToAnnotations(Names.PE_CONFIG, "rserpool.registrars=evil:1")
                .addToAnnotations(Names.RESTARTED_FOR, "kept")
                .endMetadata()
                .build();
        var plain = Fixtures.injector().inject(forged, PodPlan.EMPTY).pod();
        assertThat(plain.getMetadata().getLabels()).isEqualTo(SERVER);
        assertThat(plain.getMetadata().getAnnotations()).containsOnlyKeys(Names.RESTARTED_FOR);

        var made = own(forged).pod();
        assertThat(made.getMetadata().getAnnotations().get(Names.PE_CONFIG)).doesNotContain("evil");
        assertThat(verdict(made)).startsWith("True AllInjected");
    }

    @Test
    void untilThereIsAKeyNobodyIsSuspected() {
        assertThat(new Marks().isGenuine(pod("files-0", SERVER, 8080))).isTrue();
    }
}
