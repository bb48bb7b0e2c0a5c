package io.rserpool.pe;

import io.rserpool.endpoint.element.CookieRefused;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** What became of a pool's cookies at this element. Readable from any thread. */
final class CookieCounts {
    private final Map<String, LongAdder> counts = new LinkedHashMap<>();

    CookieCounts() {
        counts.put("left", new LongAdder());
        counts.put("taken", new LongAdder());
        for (var kind : CookieRefused.Kind.values()) {
            counts.put(label(kind), new LongAdder());
        }
    }

    private static String label(CookieRefused.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A server has left its state. */
    void left() {
        count("left");
    }

    /** A server has been given the state that another one left. */
    void taken() {
        count("taken");
    }

    void refused(CookieRefused.Kind kind) {
        count(label(kind));
    }

    private void count(String outcome) {
        Objects.requireNonNull(counts.get(outcome)).increment();
    }

    void each(BiConsumer<String, LongAdder> outcome) {
        counts.forEach(outcome);
    }
}
