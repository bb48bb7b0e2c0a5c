package io.rserpool.operator.rollout;

import static java.net.HttpURLConnection.HTTP_BAD_REQUEST;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.guard.ApiErrors;
import io.rserpool.operator.plan.PlannedUse;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.plan.Refusal;
import java.util.List;
import java.util.stream.Stream;

/**
 * A workload that could not be restarted.
 *
 * @param scope whose turn it took
 * @param message what happened, to whom, and what to do
 * @param concerned the Pools and PoolUsers that wanted it, as "Pool shop/files"
 */
record RefusedRestart(String scope, String message, List<String> concerned) {
    private static final int HTTP_UNPROCESSABLE = 422;

    static RefusedRestart of(String scope, Workload workload, PodPlan plan, RuntimeException cause) {
        return of(
                scope,
                plan,
                "%s cannot be restarted: %s; %s"
                        .formatted(workload.describe(), ApiErrors.describe(cause), todo(workload, cause)));
    }

    static RefusedRestart of(String scope, PodPlan plan, String message) {
        return new RefusedRestart(
                scope,
                message,
                resources(plan).map(RefusedRestart::key).distinct().toList());
    }

    /** The Pools and PoolUsers of a plan. */
    static Stream<HasMetadata> resources(PodPlan plan) {
        return Stream.concat(
                plan.pools().stream(),
                plan.uses().stream().map(PlannedUse::user).distinct());
    }

    /** {@return what a Pool or PoolUser is known by here} */
    static String key(HasMetadata resource) {
        return (resource instanceof Pool ? "Pool " : "PoolUser ") + Refusal.name(resource);
    }

    private static String todo(Workload workload, RuntimeException cause) {
        int code = cause instanceof KubernetesClientException refused ? refused.getCode() : 0;
        var byHand = "kubectl rollout restart " + workload.forKubectl();
        return switch (code) {
            case HTTP_FORBIDDEN ->
                "let the policy admit it or, if the operator lacks the right, install the chart again; or restart it by hand: "
                        + byHand;
            case HTTP_BAD_REQUEST, HTTP_UNPROCESSABLE ->
                "correct the workload as the message says, or restart it by hand: " + byHand;
            default -> "it is tried again; by hand: " + byHand;
        };
    }
}
