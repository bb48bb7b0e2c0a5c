package io.rserpool.program.http;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/** Counts of a metric by one of its labels; for any thread. */
public final class LabelledCounts {
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    /** @param known values of the label that are there from the beginning, with nothing counted yet */
    public LabelledCounts(String... known) {
        for (var label : known) {
            counts.put(label, new LongAdder());
        }
    }

    public void count(String label) {
        counts.computeIfAbsent(label, _ -> new LongAdder()).increment();
    }

    public long sum() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    public void each(ObjLongConsumer<String> reader) {
        counts.forEach((label, number) -> reader.accept(label, number.sum()));
    }
}
