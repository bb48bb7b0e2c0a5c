package io.rserpool.operator.pooluser;

import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;
import java.util.stream.Collectors;

/** Condition Captured: do all connections of the clients go through the sidecar? */
final class CapturedRule implements Rule<PoolUserObservation> {
    static final String TYPE = "Captured";

    private static final int MAX_CLASHES = 5;

    @Override
    public Verdict judge(PoolUserObservation observation) {
        var clashes = observation.clashes();
        if (clashes.isEmpty()) {
            return Verdict.yes(TYPE, "NoClash", "no pod uses a port itself that is to be captured");
        }
        return Verdict.no(
                TYPE,
                "PortClash",
                "connections to these are not captured, since the pods use the ports themselves: %s; give the pool another"
                                .formatted(clashes.stream().limit(MAX_CLASHES).collect(Collectors.joining("; ")))
                        + " port in spec.pools[].port, under which the clients connect");
    }
}
