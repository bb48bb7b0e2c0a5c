package io.rserpool.operator.pooluser;

import io.rserpool.operator.observe.SidecarReports;
import io.rserpool.operator.observe.SidecarReports.Report;
import io.rserpool.operator.status.Rule;
import io.rserpool.operator.status.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/** Condition Protected: do new connections go to elements, or past them to the Service, or nowhere? */
final class ProtectedRule implements Rule<PoolUserObservation> {
    static final String TYPE = "Protected";

    @Override
    public Verdict judge(PoolUserObservation observation) {
        if (observation.capturing().isEmpty()) {
            return Verdict.no(
                    TYPE,
                    "NotCaptured",
                    "no running pod captures a connection: its clients connect as they would without a sidecar");
        }
        var reports = observation.reports();
        if (reports == null) {
            return Verdict.unknown(
                    TYPE,
                    "SidecarsNotReached",
                    "no sidecar of these pods answers the operator at port 9092: is there a network policy?");
        }
        var past = reports.stream().filter(r -> !r.reason().isEmpty()).toList();
        if (past.isEmpty()) {
            return Verdict.yes(TYPE, "ElementsInUse", "new connections go to elements");
        }
        var refused = past.stream().filter(Report::refuses).toList();
        return refused.isEmpty()
                ? Verdict.no(
                        TYPE,
                        "FallbackToService",
                        "new connections to %s go to the Service itself, and do not survive the death of their server (%s): see the Pool's condition Ready"
                                .formatted(pools(past), SidecarReports.describe(past)))
                : Verdict.no(
                        TYPE,
                        "ConnectionsRefused",
                        "new connections to %s are refused, since its fallback is none (%s): see the Pool's condition Ready"
                                .formatted(pools(refused), SidecarReports.describe(refused)));
    }

    private static String pools(List<Report> reports) {
        return reports.stream().map(Report::handle).distinct().sorted().collect(Collectors.joining(", "));
    }
}
