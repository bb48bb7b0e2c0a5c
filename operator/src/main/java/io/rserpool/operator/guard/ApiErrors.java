package io.rserpool.operator.guard;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server refuses, in words for people. */
public final class ApiErrors {
    private ApiErrors() {}

    /** {@return what happened: the API server's own words if it refused something} */
    public static String describe(Throwable cause) {
        if (!(cause instanceof KubernetesClientException refused)) {
            return "the operator failed (its log has the stack trace): " + cause;
        }
        var status = refused.getStatus();
        var text = status == null || status.getMessage() == null ? refused.getMessage() : status.getMessage();
        return refused.getCode() == 0
                ? "the API server cannot be reached: " + text
                : "the API server answers %d: %s".formatted(refused.getCode(), text);
    }
}
