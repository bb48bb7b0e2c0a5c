package io.rserpool.operator.guard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Which of many equal messages are worth telling: the first, and then at most one per period, which says how many were left out. */
public final class Repeats {
    private final Duration period;
    private final InstantSource clock;
    private final Map<Object, Told> told;

    private static final class Told {
        private Instant last;
        private int omitted;

        private Told(Instant last) {
            this.last = last;
        }
    }

    /**
     * Creates an empty memory.
     *
     * @param period at most one message of a kind is told in so long
     * @param most so many kinds are remembered; the one that was told first is forgotten for a new one, so it may be told once more
     * @param clock what time it is
     */
    public Repeats(Duration period, int most, InstantSource clock) {
        this.period = period;
        this.clock = clock;
        this.told = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, Told> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * {@return how many of the kind were left out since the last one that was told; empty if this one is to be left out, too}
     *
     * @param kind what makes two messages equal, by {@code equals}
     */
    public synchronized OptionalInt tell(Object kind) {
        var now = clock.instant();
        var known = told.get(kind);
        if (known == null) {
            told.put(kind, new Told(now));
            return OptionalInt.of(0);
        }
        if (now.isBefore(known.last.plus(period))) {
            known.omitted++;
            return OptionalInt.empty();
        }
        int omitted = known.omitted;
        known.last = now;
        known.omitted = 0;
        return OptionalInt.of(omitted);
    }
}
