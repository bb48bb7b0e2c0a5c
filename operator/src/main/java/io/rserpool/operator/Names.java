package io.rserpool.operator;

/** Labels, annotations and names that the operator writes or reads. */
public final class Names {
    /** Label on a namespace or pod: {@link #DISABLED} keeps the sidecars out. */
    public static final String INJECT = "rserpool.io/inject";

    /** Value of {@link #INJECT} that opts out. */
    public static final String DISABLED = "disabled";

    /** Label on pods that the webhook has worked on: {@link #INJECTED_TRUE} or {@link #INJECTED_REFUSED}. */
    public static final String INJECTED = "rserpool.io/injected";

    /** The pod has sidecars. */
    public static final String INJECTED_TRUE = "true";

    /** The pod matches, but cannot have sidecars. */
    public static final String INJECTED_REFUSED = "refused";

    /** Annotation on pods: hash of the configuration that they were made for. */
    public static final String CONFIG_HASH = "rserpool.io/config-hash";

    /** Annotation on pod templates: the configuration for which the workload was restarted. */
    public static final String RESTARTED_FOR = "rserpool.io/restartedFor";

    /** Annotation on pod templates: when the workload was restarted because pods had been made without what they should have. */
    public static final String REPAIRED_AT = "rserpool.io/repairedAt";

    /** Annotation on pods: time and signature of the webhook, for its label and annotations. */
    public static final String MARK = "rserpool.io/mark";

    /** Annotation on pods that cannot have sidecars: why. */
    public static final String REFUSED = "rserpool.io/refused";

    /** Annotation on pods: the pe-sidecar's properties file. */
    public static final String PE_CONFIG = "rserpool.io/pe-config";

    /** Annotation on pods: the pu-sidecar's properties file. */
    public static final String PU_CONFIG = "rserpool.io/pu-config";

    /** Annotation on pods: names of the Pools whose elements they are. */
    public static final String POOLS = "rserpool.io/pools";

    /** Annotation on pods: names of the PoolUsers that they are. */
    public static final String POOL_USERS = "rserpool.io/pool-users";

    /** Annotation on pods: what could not be captured, since the pod uses the port or the name itself. */
    public static final String PORT_CLASH = "rserpool.io/port-clash";

    /** In {@link #PORT_CLASH}: by whom a name is in use that the pod has among its own host aliases. */
    public static final String HOST_ALIASES = "hostAliases";

    /** Annotation on pods: other ports of captured names that lead to the pod itself, since it uses them. */
    public static final String FORWARD_CLASH = "rserpool.io/forward-clash";

    /** Annotation on pods: {@code Never} if no Pool or PoolUser wants the pod's workload restarted. */
    public static final String ROLLOUT = "rserpool.io/rollout";

    /** Label on everything that belongs to an operation scope: its name. */
    public static final String SCOPE = "rserpool.io/scope";

    /** Annotation on the Secret of members' authorities: the next one is to be made now. */
    public static final String RENEW_AUTHORITY = "rserpool.io/renew-authority";

    /** Name of the pe-sidecar's container. */
    public static final String PE_CONTAINER = "rserpool-pe";

    /** Name of the pu-sidecar's container. */
    public static final String PU_CONTAINER = "rserpool-pu";

    /** {@code app.kubernetes.io/name} of registrars. */
    public static final String REGISTRAR = "rserpool-registrar";

    /** {@code app.kubernetes.io/managed-by} of what the operator makes; also its field manager. */
    public static final String MANAGER = "rserpool-operator";

    private Names() {}
}
