package io.rserpool.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-01-06T00:00:00Z");

    @Test
    void theTransitionTimeMovesOnlyWithTheStatus() {
        var first = Conditions.of(List.of(Verdict.no("Ready", "NoPods", "none")), null, 1L, MONDAY);
        var sameStatus = Conditions.of(List.of(Verdict.no("Ready", "NoElements", "none")), first, 2L, TUESDAY);
        assertThat(sameStatus.getFirst().getLastTransitionTime()).isEqualTo("2026-01-05T00:00:00Z");
        assertThat(sameStatus.getFirst().getObservedGeneration()).isEqualTo(2);
        var other = Conditions.of(List.of(Verdict.yes("Ready", "Fine", "all")), sameStatus, 2L, TUESDAY);
        assertThat(other.getFirst().getLastTransitionTime()).isEqualTo("2026-01-06T00:00:00Z");
    }

    @Test
    void onlyStatusAndReasonAreNews() {
        var before = Conditions.of(List.of(Verdict.no("Ready", "NoPods", "none")), null, 1L, MONDAY);
        var otherText = Conditions.of(List.of(Verdict.no("Ready", "NoPods", "still none")), before, 1L, TUESDAY);
        var otherReason = Conditions.of(List.of(Verdict.no("Ready", "NoElements", "none")), before, 1L, TUESDAY);
        assertThat(Conditions.changed(before, null)).hasSize(1);
        assertThat(Conditions.changed(otherText, before)).isEmpty();
        assertThat(Conditions.changed(otherReason, before)).hasSize(1);
    }

    @Test
    void whatCannotBeLookedAtIsUnknownAndTheRestStays() {
        var before = Conditions.of(
                List.of(Verdict.yes("Injected", "All", "all"), Verdict.yes("Ready", "Fine", "all")), null, 1L, MONDAY);
        var failed = Conditions.failed(new KubernetesClientException("no", 403, null), before, 2L, TUESDAY);
        assertThat(failed)
                .extracting(c -> c.getType() + " " + c.getStatus() + " " + c.getReason())
                .containsExactly("Injected True All", "Ready Unknown ReconcileFailed");
        assertThat(failed.getLast().getMessage()).contains("403");
        assertThat(Conditions.failed(new IllegalStateException("broken"), null, 1L, MONDAY))
                .hasSize(1);
    }
}
