package io.rserpool.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells of every condition that changed, by an event. */
@ApplicationScoped
public class Transitions {
    /** Reasons of conditions that are as yet, or still, on their way to what they should be. */
    private static final Set<String> EXPECTED =
            Set.of("NoConflict", "RollingOut", "NoPods", "NoElements", "RegistrarsStarting", "Starting");

    private final Events events;

    Transitions(Events events) {
        this.events = events;
    }

    /** Writes the events of what changed between two versions of a resource's conditions. */
    public void tell(HasMetadata resource, List<Condition> now, @Nullable List<Condition> before) {
        for (var condition : Conditions.changed(now, before)) {
            var message = condition.getType() + ": " + condition.getMessage();
            boolean good = Conditions.isGood(condition);
            if (!good && repeats(condition, now)) {
                continue; // The other condition's event has said it.
            }
            if (before == null && good) {
                continue; // As it should be from the beginning: no news.
            }
            if (good || EXPECTED.contains(condition.getReason())) {
                events.info(resource, condition.getReason(), message);
            } else {
                events.warn(resource, condition.getReason(), message);
            }
        }
    }

    /** Ready says what keeps a resource from being so, which another condition says, too. */
    private static boolean repeats(Condition condition, List<Condition> all) {
        return condition.getType().equals(Conditions.READY)
                && all.stream()
                        .filter(other -> !other.getType().equals(Conditions.READY))
                        .anyMatch(other -> other.getReason().equals(condition.getReason())
                                && condition.getMessage().contains(other.getMessage()));
    }
}
