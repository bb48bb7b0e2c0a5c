package io.rserpool.pe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The share of CPU time in use between two samples, from {@code /proc/stat}. A container sees the CPU
 * accounting of no other container of its pod, so this is the load of the whole node.
 */
final class CpuLoad {
    private static final Path STAT = Path.of("/proc/stat");

    private long busy;
    private long total;
    private double last;

    /** The load since the sample before, 0 to 1; the former value if nothing can be measured. */
    double sample() {
        try (var lines = Files.lines(STAT)) {
            var fields = lines.findFirst().orElse("").trim().split("\\s+");
            update(fields);
        } catch (IOException | NumberFormatException notMeasurable) {
            return last;
        }
        return last;
    }

    /** Fields of the line "cpu": user, nice, system, idle, iowait, irq, softirq, steal (proc(5)). */
    private void update(String[] fields) {
        long all = 0;
        long idle = 0;
        for (int i = 1; i < Math.min(fields.length, 9); i++) {
            long ticks = Long.parseLong(fields[i]);
            all += ticks;
            idle += i == 4 || i == 5 ? ticks : 0;
        }
        if (all > total) {
            last = (double) (all - idle - busy) / (all - total);
            last = Math.clamp(last, 0.0, 1.0);
        }
        total = all;
        busy = all - idle;
    }
}
