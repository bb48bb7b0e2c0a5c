package io.rserpool.pe;

import io.rserpool.endpoint.element.CookieRefused;
import io.rserpool.program.http.LabelledCounts;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;

/** What became of a pool's cookies at this element. Readable from any thread. */
final class CookieCounts {
    private static final String LEFT = "left";
    private static final String TAKEN = "taken";

    private final LabelledCounts counts = new LabelledCounts(Stream.concat(
                    Stream.of(LEFT, TAKEN),
                    Arrays.stream(CookieRefused.Kind.values()).map(CookieCounts::label))
            .toArray(String[]::new));

    private static String label(CookieRefused.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A server has left its state. */
    void left() {
        counts.count(LEFT);
    }

    /** A server has been given the state that another one left. */
    void taken() {
        counts.count(TAKEN);
    }

    void refused(CookieRefused.Kind kind) {
        counts.count(label(kind));
    }

    void each(ObjLongConsumer<String> outcome) {
        counts.each(outcome);
    }
}
