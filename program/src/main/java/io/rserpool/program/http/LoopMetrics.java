package io.rserpool.program.http;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongSupplier;

/** Figures of a program's event loop, under the same names in every program. The suppliers are called by any thread. */
public final class LoopMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry;

    public LoopMetrics(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** Turns that took longer than their budget. */
    public LoopMetrics turnsOverBudget(LongSupplier count) {
        return counter("rserpool_loop_turns_over_budget_total", "Turns of the event loop longer than 50 ms", count, 1);
    }

    /** The longest turn of late, in ns. */
    public LoopMetrics longestTurn(LongSupplier nanos) {
        GaugeWithCallback.builder()
                .name("rserpool_loop_longest_turn_seconds")
                .help("Longest turn of the event loop in the last minute or two")
                .callback(callback -> callback.call(nanos.getAsLong() / NANOS_PER_SECOND))
                .register(registry);
        return this;
    }

    /** The time by which the loop was late, in ns. */
    public LoopMetrics stalled(LongSupplier nanos) {
        return counter(
                "rserpool_loop_stalled_seconds_total",
                "Time by which the event loop was late: long turns, and when its process did not run",
                nanos,
                NANOS_PER_SECOND);
    }

    /** Exceptions that nobody expected. */
    public LoopMetrics failures(LongSupplier count) {
        return counter(
                "rserpool_loop_failures_total", "Unexpected exceptions, each of which ended one thing only", count, 1);
    }

    private LoopMetrics counter(String name, String help, LongSupplier value, double unit) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsLong() / unit))
                .register(registry);
        return this;
    }
}
