package io.rserpool.e2e.chaos;

import io.rserpool.endpoint.failover.Unprotected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the endings of the sessions with one service are: each is wrong, lost, or what the product says happens to sessions without protection. */
final class Judgement {
    private static final String NOT_SURVIVABLE = "not survivable: ";

    /**
     * A server that stops in order ends its connections between two requests (docs/server-end.md), and the next one may be on its way already: HTTP's clients ask
     * again then (RFC 9112, section 9.3.1).
     */
    private static final String BETWEEN_REQUESTS = "the server has ended its direction and is gone";

    private final Faults faults;
    private final List<LostSessions> users;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Integer> unprotected = new TreeMap<>();
    private int wrong;
    private int lost;

    Judgement(Faults faults, List<LostSessions> users) {
        this.faults = faults;
        this.users = users;
    }

    /** Judges one. */
    void add(Ending ending) {
        var why = users.get(ending.user() - 1).why(ending);
        if (ending.wrong()) {
            wrong++;
            violations.add("wrong bytes: " + ending);
            return;
        }
        if (faults.endsUser(ending)) {
            unprotected.merge("its pu-sidecar ended", 1, Integer::sum);
            return;
        }
        reason(ending, why).ifPresentOrElse(reason -> unprotected.merge(reason, 1, Integer::sum), () -> {
            lost++;
            violations.add("lost: " + ending + "; the pu-sidecar says: " + why.orElse("nothing"));
        });
    }

    /** Why it was not protected: by the product's word, and by what its client knows. */
    private Optional<String> reason(Ending ending, Optional<String> why) {
        if (ending.service() == Service.RECONNECT) {
            return Optional.of("reconnect").filter(reason -> faults.endsSession(ending));
        }
        if (ending.service().mode().equals("http")
                && ending.unanswered()
                && why.filter(text -> text.contains(BETWEEN_REQUESTS)).isPresent()) {
            return Optional.of("ended between requests").filter(reason -> faults.endsSession(ending));
        }
        return ending.risks().stream()
                .filter(risk -> why.filter(text -> text.contains(NOT_SURVIVABLE + risk.says()))
                        .isPresent())
                .map(Unprotected::label)
                .findFirst();
    }

    List<String> violations() {
        return violations;
    }

    /** Sessions that ended without protection, by reason. */
    Map<String, Integer> unprotected() {
        return unprotected;
    }

    int wrong() {
        return wrong;
    }

    int lost() {
        return lost;
    }
}
