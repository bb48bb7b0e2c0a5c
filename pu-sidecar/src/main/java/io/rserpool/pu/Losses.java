package io.rserpool.pu;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/** Clients that were reset because of a failure, by why their sessions did not go on; readable from any thread. */
final class Losses {
    /** Label of sessions that were protected, but found no element that could go on. */
    static final String NO_ELEMENT = "no_element";

    private final Map<String, LongAdder> byReason = new ConcurrentHashMap<>(Map.of(NO_ELEMENT, new LongAdder()));

    /** @param reason label of a metric */
    void count(String reason) {
        byReason.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    long sum() {
        return byReason.values().stream().mapToLong(LongAdder::sum).sum();
    }

    void each(ObjLongConsumer<String> reader) {
        byReason.forEach((reason, number) -> reader.accept(reason, number.sum()));
    }
}
