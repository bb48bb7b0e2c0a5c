package io.rserpool.operator.pooluser;

import io.rserpool.operator.Names;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/** Condition Captured: do all connections of the clients go through the sidecar? */
final class CapturedRule implements Rule<PoolUserObservation> {
    static final String TYPE = "Captured";

    private static final int MAX_CLASHES = 5;

    @Override
    public Verdict judge(PoolUserObservation observation) {
        var clashes = observation.clashes();
        if (!clashes.isEmpty()) {
            boolean aliases = clashes.stream().allMatch(c -> c.endsWith("(" + Names.HOST_ALIASES + ")"));
            return aliases
                    ? Verdict.no(TYPE, "HostAliasTaken", aliasTaken(clashes))
                    : Verdict.no(TYPE, "PortClash", portClash(clashes));
        }
        return observation.unforwarded().isEmpty()
                ? Verdict.yes(TYPE, "NoClash", "no pod uses a port itself that is to be captured")
                : Verdict.yes(TYPE, "ForwardClash", forwardClash(observation.unforwarded()));
    }

    private static String portClash(List<String> clashes) {
        return "connections to these are not captured, since the pods use the ports themselves: %s; give the pool another"
                        .formatted(first(clashes))
                + " port in spec.pools[].port, under which the clients connect";
    }

    private static String aliasTaken(List<String> clashes) {
        return "connections to these are not captured, since the pods' own hostAliases have the names: %s; remove them there"
                .formatted(first(clashes));
    }

    private static String forwardClash(List<String> unforwarded) {
        return ("these other ports of captured Services lead to the pods themselves, which use them: %s; list in"
                        + " spec.pools[].hosts only the names under which clients use the pool, and use another name of the Service for"
                        + " its other ports")
                .formatted(first(unforwarded));
    }

    private static String first(List<String> clashes) {
        return clashes.stream().limit(MAX_CLASHES).collect(Collectors.joining("; "));
    }
}
