package io.rserpool.operator.guard;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Where failures end that concern nobody else: each is counted ({@code rserpool_operator_failures_total}, by task) and logged, equal ones
 * once a minute. What the API server refuses is logged by its message, anything else with its stack trace.
 */
public final class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MOST = 200;
    private static final Repeats REPEATS = new Repeats(PERIOD, MOST, InstantSource.system());

    /** What may fail. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Does it.
         *
         * @throws Exception whatever it is
         */
        void run() throws Exception;
    }

    private Failures() {}

    /**
     * Does what may fail in the place of somebody who must go on.
     *
     * @param task who does it; one of few names, since it is a label of the metric
     * @return whether it went well
     */
    @SuppressWarnings("CatchingUnchecked")
    public static boolean contain(String task, Attempt attempt) {
        try {
            attempt.run();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception | Error e) {
            // Errors, too: a scheduled executor would end the timer without a word. Out of memory ends the program by
            // itself.
            caught(task, e);
            return false;
        }
    }

    /** Counts and logs a failure that somebody else caught. */
    public static void caught(String task, Throwable failure) {
        Metrics.counter("rserpool.operator.failures", "task", task).increment();
        var kind = List.of(task, failure.getClass(), String.valueOf(failure.getMessage()));
        REPEATS.tell(kind).ifPresent(omitted -> log(task, failure, omitted));
    }

    /** Counts and logs what others asked for and did not get; of a task's refusals one per minute, whatever they say. */
    public static void refused(String task, String message) {
        Metrics.counter("rserpool.operator.failures", "task", task).increment();
        REPEATS.tell(task).ifPresent(omitted -> LOG.warnf("%s: %s%s", task, message, more(omitted)));
    }

    private static String more(int omitted) {
        return omitted == 0 ? "" : " (%d more like it left out)".formatted(omitted);
    }

    private static void log(String task, Throwable failure, int omitted) {
        var more = more(omitted);
        if (failure instanceof KubernetesClientException) {
            LOG.warnf("%s: %s%s", task, failure.getMessage(), more);
        } else {
            LOG.errorf(failure, "%s failed unexpectedly and goes on with its next turn%s", task, more);
        }
    }
}
