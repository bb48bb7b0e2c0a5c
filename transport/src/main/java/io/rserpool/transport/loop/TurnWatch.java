package io.rserpool.transport.loop;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the turns of a loop do and how long that takes: one that takes longer than its budget is counted, and logged
 * with what it did. It costs a look at the clock for each task, timer and handler.
 */
final class TurnWatch {
    /** A turn that takes longer keeps all others waiting: for what it does there is a thread of its own, or smaller bits. */
    static final Duration BUDGET = Duration.ofMillis(50);

    private static final System.Logger LOG = System.getLogger(TurnWatch.class.getName());

    /** What a turn consists of. */
    enum Step {
        TASK("task"),
        TIMER("timer"),
        HANDLER("handler");

        private final String text;

        Step(String text) {
            this.text = text;
        }
    }

    private static final Step[] STEPS = Step.values();

    private final LoopStatistics statistics;
    private final RepeatedLog overBudget;
    private final RepeatedLog overslept;
    private final int[] counts = new int[STEPS.length];
    private long began = System.nanoTime();
    private long last = began;
    private long longest;
    private Step longestStep = Step.TASK;
    private @Nullable Object longestOf;

    TurnWatch(EventLoop loop, LoopStatistics statistics) {
        this.statistics = statistics;
        this.overBudget = new RepeatedLog(loop, LOG, Level.INFO);
        this.overslept = new RepeatedLog(loop, LOG, Level.INFO);
    }

    void begins(long now) {
        began = now;
        last = now;
        longest = -1;
        longestOf = null;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = 0;
        }
    }

    /** The loop woke up later than it meant to, by so many ns. */
    void overslept(long nanos) {
        overslept.log(() -> "the event loop woke up " + nanos / 1_000_000
                + " ms late: its process was stopped, throttled or starved of CPU");
    }

    /** A step is done. */
    void did(Step step, Object what) {
        long now = System.nanoTime();
        long took = now - last;
        last = now;
        counts[step.ordinal()]++;
        if (took > longest) {
            longest = took;
            longestStep = step;
            longestOf = what;
        }
    }

    void ends(long now) {
        long took = now - began;
        boolean over = took > BUDGET.toNanos();
        statistics.turn(now, took, over);
        if (over) {
            var text = text(took);
            overBudget.log(() -> text);
        }
        longestOf = null;
    }

    private String text(long took) {
        var text = new StringBuilder("a turn of the event loop took ").append(millis(took));
        var what = longestOf;
        if (what != null) {
            text.append(", ").append(millis(longest)).append(" of it the ").append(longestStep.text);
            text.append(' ').append(describe(what));
        }
        for (var step : STEPS) {
            text.append(step == Step.TASK ? "; " : ", ").append(counts[step.ordinal()]);
            text.append(' ').append(step.text).append('s');
        }
        return text.append(" in all").toString();
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }

    /** Who that is, for people: a lambda is known by the class it stands in. */
    static String describe(Object what) {
        var name = what.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda >= 0) {
            return name.substring(0, lambda);
        }
        return overridesToString(what) ? what.toString() : name;
    }

    private static boolean overridesToString(Object what) {
        try {
            return what.getClass().getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
