package io.rserpool.program.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoopMetricsTest {
    @Test
    void figuresAreInSeconds() throws IOException {
        var registry = new PrometheusRegistry();
        new LoopMetrics(registry)
                .turnsOverBudget(() -> 3)
                .longestTurn(() -> 1_500_000_000L)
                .stalled(() -> 2_000_000_000L)
                .failures(() -> 4);
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("rserpool_loop_turns_over_budget_total 3.0")
                .contains("rserpool_loop_longest_turn_seconds 1.5")
                .contains("rserpool_loop_stalled_seconds_total 2.0")
                .contains("rserpool_loop_failures_total 4.0");
    }
}
