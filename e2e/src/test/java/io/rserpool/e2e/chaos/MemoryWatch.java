package io.rserpool.e2e.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The anonymous memory of processes over time. */
final class MemoryWatch {
    /** What heap and allocators may still move when everything has been needed before. */
    private static final long UNREST = 8L << 20;

    private record Sample(long nanos, long bytes) {}

    private final long begun = System.nanoTime();
    private final Map<String, List<Sample>> samples = new ConcurrentSkipListMap<>();

    /** Looks once. */
    void look(ChaosSystem system) {
        system.watched().forEach((name, process) -> {
            try {
                var sample = new Sample(System.nanoTime(), process.anonymousBytes());
                samples.computeIfAbsent(name, each -> new ArrayList<>()).add(sample);
            } catch (UncheckedIOException gone) {
                // It is being started again.
            }
        });
    }

    /** The most of the first half and of the second half, in bytes. */
    private record Halves(long first, long second) {}

    private Map<String, Halves> halves() {
        long middle = begun + (System.nanoTime() - begun) / 2;
        var all = new TreeMap<String, Halves>();
        samples.forEach((name, each) -> all.put(
                name,
                new Halves(
                        most(each.stream()
                                .filter(sample -> sample.nanos < middle)
                                .toList()),
                        most(each.stream()
                                .filter(sample -> sample.nanos >= middle)
                                .toList()))));
        return all;
    }

    private static long most(List<Sample> some) {
        return some.stream().mapToLong(Sample::bytes).max().orElse(0);
    }

    /** All that was seen: name, milliseconds since the begin, bytes. */
    void write(Path file) throws IOException {
        var lines = new ArrayList<String>();
        samples.forEach((name, each) -> each.forEach(
                sample -> lines.add("%s,%d,%d".formatted(name, (sample.nanos - begun) / 1_000_000, sample.bytes))));
        Files.write(file, lines);
    }

    /** Prints the most of both halves. */
    void print() {
        halves().forEach((name, each) -> System.out.printf(
                "%-12s anonymous memory at most %3d MB in the first half, %3d MB in the second%n",
                name, each.first >> 20, each.second >> 20));
    }

    /** Who needed more in the second half. */
    List<String> growths() {
        return halves().entrySet().stream()
                .filter(each -> each.getValue().second - each.getValue().first > UNREST)
                .map(each -> each.getKey() + " needs more and more memory")
                .toList();
    }
}
