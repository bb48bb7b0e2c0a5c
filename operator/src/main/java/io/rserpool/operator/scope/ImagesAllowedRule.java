package io.rserpool.operator.scope;

import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;

/** Condition ImagesAllowed: does the installation let the scope name the images that it names? */
final class ImagesAllowedRule implements Rule<ScopeObservation> {
    static final String TYPE = "ImagesAllowed";

    @Override
    public Verdict judge(ScopeObservation observation) {
        var refused = observation.refusedImages();
        return refused.isEmpty()
                ? Verdict.yes(TYPE, "ImagesAllowed", "every image that the scope names may run")
                : Verdict.no(
                        TYPE,
                        "ImageNotAllowed",
                        "%s: no such image runs for a scope outside of the operator's namespace, the operator's own runs instead; remove it from the spec, or have the administrator add it to the chart's value tenants.allowedImages"
                                .formatted(String.join(", ", refused)));
    }
}
