package io.rserpool.program.http;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/**
 * Figures of the process under the usual names, read from {@code /proc} and {@link Runtime} when asked
 * for; the management beans would cost megabytes.
 */
public final class ProcessMetrics {
    private static final double CLOCK_TICKS_PER_SECOND = 100;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path STAT = Path.of("/proc/self/stat");

    private ProcessMetrics() {}

    public static void register(PrometheusRegistry registry) {
        gauge(registry, "process_resident_memory", "Resident memory", () -> 1024 * status("VmRSS:"));
        gauge(registry, "jvm_heap_used", "Heap in use", ProcessMetrics::heapUsed);
        gauge(registry, "jvm_heap_max", "Heap limit", () -> Runtime.getRuntime().maxMemory());
        GaugeWithCallback.builder()
                .name("process_threads")
                .help("Threads, native ones included")
                .callback(callback -> callback.call(status("Threads:")))
                .register(registry);
        CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("User and system CPU time in seconds")
                .callback(callback -> callback.call(cpuSeconds()))
                .register(registry);
    }

    private static void gauge(PrometheusRegistry registry, String name, String what, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .unit(Unit.BYTES)
                .help(what + " in bytes")
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    private static double heapUsed() {
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static double status(String key) {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).strip().split(" ", 2)[0])
                    .mapToDouble(Double::parseDouble)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Fields 14 and 15 of proc(5) stat; field 2, the name, may hold blanks and ends with a parenthesis. */
    private static double cpuSeconds() {
        try {
            var stat = Files.readString(STAT);
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / CLOCK_TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }
}
