package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Why a Pool or PoolUser does not get what it wants in a pod.
 *
 * @param resource the Pool or PoolUser
 * @param reason reason code, as conditions and events have it
 * @param message what happened, to whom, and what to do
 */
public record Refusal(HasMetadata resource, String reason, String message) {
    /** The handle belongs to an older Pool of the scope. */
    public static final String HANDLE_TAKEN = "HandleTaken";

    /** An older Pool has the same pods and port. */
    public static final String PODS_TAKEN = "PodsTaken";

    /** One sidecar serves one scope. */
    public static final String SCOPE_MISMATCH = "ScopeMismatch";

    /** The Pool that a PoolUser names is not there. */
    public static final String POOL_NOT_FOUND = "PoolNotFound";

    /** The Pool that a PoolUser names has no scope or not the handle. */
    public static final String POOL_NOT_USABLE = "PoolNotUsable";

    /** The Pool does not admit the PoolUser's namespace. */
    public static final String NOT_ALLOWED = "NotAllowed";

    /** A host name that is no Service of the namespaces concerned. */
    public static final String HOST_NOT_ALLOWED = "HostNotAllowed";

    /** Host name and port already lead to another pool. */
    public static final String HOST_TAKEN = "HostTaken";

    /** A selector that Kubernetes refuses, from a time when the CRD let it through. */
    public static final String SELECTOR_INVALID = "SelectorInvalid";

    /** A host name that no pod may have as an alias. */
    public static final String HOST_INVALID = "HostInvalid";

    /** What the failover mode is told is nothing that it can do. */
    public static final String FAILOVER_INVALID = "FailoverInvalid";

    /** No port of the Service leads to the pool's port. */
    public static final String PORT_NOT_FOUND = "PortNotFound";

    /** The Service also serves other protocols than TCP. */
    public static final String OTHER_PROTOCOLS = "OtherProtocols";

    /** More ports than a pod's sidecar listens on. */
    public static final String TOO_MANY_PORTS = "TooManyPorts";

    /** An older PoolUser, or another entry of the same, uses the pool under the same names and port. */
    public static final String POOL_USER_CONFLICT = "PoolUserConflict";

    /** The sidecar's image is not to be had at present. */
    public static final String SIDECARS_LEFT_OUT = "SidecarsLeftOut";

    /** {@return "namespace/name", to name a resource to people} */
    public static String name(HasMetadata resource) {
        return resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }
}
