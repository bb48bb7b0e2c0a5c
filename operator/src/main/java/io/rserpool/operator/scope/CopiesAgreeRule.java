package io.rserpool.operator.scope;

import io.rserpool.operator.registrar.Handlespace;
import io.rserpool.operator.registrar.ScopeView;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;
import java.util.stream.Collectors;

/** Condition CopiesAgree: do all registrars hold the same handlespace? */
final class CopiesAgreeRule implements Rule<ScopeObservation> {
    static final String TYPE = "CopiesAgree";

    @Override
    public Verdict judge(ScopeObservation observation) {
        var view = observation.view();
        long serving = view.answers().stream().filter(Handlespace::ready).count();
        if (serving == 0) {
            return Verdict.unknown(TYPE, "NoAnswer", "no registrar tells its handlespace yet");
        }
        if (view.disagreements() >= ScopeView.PERSISTENT) {
            var checksums = view.registrars().stream()
                    .filter(r -> r.handlespace() != null)
                    .map(r -> r.pod() + " " + r.handlespace().checksum())
                    .collect(Collectors.joining(", "));
            return Verdict.no(
                    TYPE,
                    "CopiesDiffer",
                    "the registrars' copies of the handlespace differ: %s; can they reach each other by UDP port 9899?"
                            .formatted(checksums));
        }
        return Verdict.yes(
                TYPE, "ChecksumsEqual", "all %d serving registrars hold the same handlespace".formatted(serving));
    }
}
