package io.rserpool.transport.dtls;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What handshakes came to. Read by any thread. */
public final class DtlsStatistics {
    private final LongAdder established = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentSkipListMap<>();

    void established() {
        established.increment();
    }

    void ended() {
        ended.increment();
    }

    void refused(DtlsRefusal why) {
        refused.computeIfAbsent(why.label(), label -> new LongAdder()).increment();
    }

    /** Handshakes that were completed. */
    public long handshakes() {
        return established.sum();
    }

    /** Connections that there are now. */
    public long connections() {
        return established.sum() - ended.sum();
    }

    /** Those that were not, and what was dropped instead, by {@link DtlsRefusal#label reason}. */
    public Map<String, Long> refusals() {
        var all = new TreeMap<String, Long>();
        refused.forEach((label, count) -> all.put(label, count.sum()));
        return all;
    }
}
