package io.rserpool.operator.scope;

import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;

/** Condition Ready: do all registrars serve? */
final class ScopeReadyRule implements Rule<ScopeObservation> {
    static final String TYPE = "Ready";

    @Override
    public Verdict judge(ScopeObservation observation) {
        if (!observation.refusals().isEmpty()) {
            return Verdict.no(
                    TYPE,
                    "RegistrarsRefused",
                    "%s; registrars that run go on as they are".formatted(String.join("; ", observation.refusals())));
        }
        int ready = observation.readyReplicas();
        int wanted = observation.wanted();
        if (ready >= wanted) {
            return Verdict.yes(TYPE, "RegistrarsReady", "all %d registrars serve".formatted(wanted));
        }
        var what = "%d of %d registrars serve".formatted(ready, wanted);
        var todo = "; kubectl describe pods -n %s -l app.kubernetes.io/instance=%s says more"
                .formatted(
                        observation.scope().getMetadata().getNamespace(),
                        observation.scope().registrarsName());
        return ready == 0
                ? Verdict.no(TYPE, "RegistrarsStarting", what + todo)
                : Verdict.no(TYPE, "SomeRegistrarsNotReady", what + ", pools work meanwhile" + todo);
    }
}
