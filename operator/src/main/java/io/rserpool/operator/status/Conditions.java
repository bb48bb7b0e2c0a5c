package io.rserpool.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.rserpool.operator.guard.ApiErrors;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists of conditions, as resources have them in their status. */
public final class Conditions {
    private static final int MAX_MESSAGE = 2048;
    static final String READY = "Ready";

    private Conditions() {}

    /** {@return the verdicts as conditions; the time of a transition moves only when the status does} */
    public static List<Condition> of(
            List<Verdict> verdicts, @Nullable List<Condition> previous, @Nullable Long generation, Instant now) {
        return verdicts.stream()
                .map(v -> new ConditionBuilder()
                        .withType(v.type())
                        .withStatus(v.status())
                        .withReason(v.reason())
                        .withMessage(shortened(v.message()))
                        .withObservedGeneration(generation)
                        .withLastTransitionTime(transition(v, previous, now))
                        .build())
                .toList();
    }

    /**
     * {@return the conditions of a resource that could not be looked at: Ready is unknown, the others stay as they were}
     *
     * @param cause what happened
     */
    public static List<Condition> failed(
            Throwable cause, @Nullable List<Condition> previous, @Nullable Long generation, Instant now) {
        var message =
                "this resource could not be looked at, it is tried again: %s".formatted(ApiErrors.describe(cause));
        var verdict = Verdict.unknown(READY, "ReconcileFailed", message);
        var others =
                Optional.ofNullable(previous).stream().flatMap(List::stream).filter(c -> !READY.equals(c.getType()));
        return Stream.concat(others, of(List.of(verdict), previous, generation, now).stream())
                .toList();
    }

    /** {@return whether all is as it should be} */
    public static boolean areGood(@Nullable List<Condition> conditions) {
        return conditions != null && conditions.stream().allMatch(Conditions::isGood);
    }

    /** {@return whether the condition is as it should be: true, or a conflict that is not} */
    static boolean isGood(Condition condition) {
        return condition.getStatus().equals("Conflict".equals(condition.getType()) ? "False" : "True");
    }

    /** {@return those of the conditions whose status or reason is new} */
    public static List<Condition> changed(List<Condition> conditions, @Nullable List<Condition> previous) {
        return conditions.stream()
                .filter(c -> find(previous, c.getType())
                        .filter(p -> Objects.equals(p.getStatus(), c.getStatus())
                                && Objects.equals(p.getReason(), c.getReason()))
                        .isEmpty())
                .toList();
    }

    private static String transition(Verdict verdict, @Nullable List<Condition> previous, Instant now) {
        return find(previous, verdict.type())
                .filter(p -> verdict.status().equals(p.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static Optional<Condition> find(@Nullable List<Condition> conditions, String type) {
        return Optional.ofNullable(conditions).stream()
                .flatMap(List::stream)
                .filter(c -> type.equals(c.getType()))
                .findFirst();
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }
}
