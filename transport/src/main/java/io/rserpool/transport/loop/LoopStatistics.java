package io.rserpool.transport.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event loop tells of itself, at any time and to any thread. Counters begin with the loop and only grow. */
public final class LoopStatistics {
    /** How long the longest turn is remembered at least. */
    private static final long PERIOD_NANOS = 60_000_000_000L;

    private volatile long turnsOverBudget;
    private volatile long longestTurn;
    private volatile long longestTurnBefore;
    private volatile long stalled;
    private volatile long failures;
    private volatile @Nullable String lastFailure;
    private long periodBegan = System.nanoTime();

    LoopStatistics() {}

    /** Turns that took longer than {@link TurnWatch#BUDGET}; those in which a program starts are among them. */
    public long turnsOverBudget() {
        return turnsOverBudget;
    }

    /** The longest turn of the last minute or two, in ns. */
    public long longestTurnNanos() {
        return Math.max(longestTurn, longestTurnBefore);
    }

    /** The time by which the loop was late, in ns, as {@link EventLoop#stalledNanos} says. */
    public long stalledNanos() {
        return stalled;
    }

    /** Exceptions that nobody expected, as {@link EventLoop#failed} was told. */
    public long failures() {
        return failures;
    }

    /** All of it for people, by name. */
    public Map<String, Object> shown() {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("turnsOverBudget", turnsOverBudget);
        shown.put("longestTurnMillis", longestTurnNanos() / 1_000_000);
        shown.put("stalledMillis", stalled / 1_000_000);
        shown.put("failures", failures);
        var last = lastFailure;
        if (last != null) {
            shown.put("lastFailure", last);
        }
        return shown;
    }

    // From here on: for the loop's thread, which is the only one that writes.

    /** A turn is over. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void turn(long now, long took, boolean overBudget) {
        if (now - periodBegan > PERIOD_NANOS) {
            periodBegan = now;
            longestTurnBefore = longestTurn;
            longestTurn = 0;
        }
        if (took > longestTurn) {
            longestTurn = took;
        }
        if (overBudget) {
            turnsOverBudget++;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void stalled(long nanos) {
        stalled += nanos;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void failure(String what, Throwable cause) {
        failures++;
        lastFailure = what + ": " + cause;
    }
}
