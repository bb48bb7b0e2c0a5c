package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a pool should be.
 *
 * @param handle pool handle, default the resource's name; the registrars know it with the namespace in front, unless it is granted
 * @param scope operation scope, default the one named "default" in the operator's namespace
 * @param allowedUsers which PoolUsers may use the pool, default those of its own namespace
 * @param selector the pods whose servers are the elements
 * @param port TCP port of the server, 1…65535
 * @param policy member-selection policy
 * @param health how the server's health is found out
 * @param capacity most sessions per element, 0 = no limit
 * @param drainTimeout how long a leaving element lets its sessions end
 * @param cookieKeySecret Secret with the keys for cookies, null = servers leave none
 * @param rollout whether matching workloads are restarted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolSpec(
        @JsonPropertyDescription(
                "Pool handle by which pool users ask for this pool; at most 32 bytes. In its operation scope it is"
                        + " namespace/handle, unless spec.handles of the scope grants it. Default: the resource's name.")
        @Size(min = 1, max = Pool.MAX_HANDLE_BYTES)
        @Pattern("^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$")
        @Nullable
        String handle,

        @JsonPropertyDescription(
                "Operation scope whose registrars know this pool. Default: the one named \"default\" in the"
                        + " operator's namespace.")
        @Nullable
        ScopeReference scope,

        @JsonPropertyDescription("PoolUsers that may use this pool. Default: those of its own namespace.") @Nullable
        AllowedUsers allowedUsers,

        @JsonPropertyDescription("Pods of this namespace whose server is an element of the pool.")
        @Required
        @ValidationRule(
                value = "(has(self.matchLabels) && size(self.matchLabels) > 0)"
                        + " || (has(self.matchExpressions) && size(self.matchExpressions) > 0)",
                message = "the selector must not be empty: it would select every pod of the namespace")
        @SchemaFrom(type = SelectorSchema.class)
        LabelSelector selector,

        @JsonPropertyDescription("TCP port on which the server in the pod listens (on loopback or on all addresses).")
        @Required
        @Min(1)
        @Max(65535)
        Integer port,

        @JsonPropertyDescription("How an element is selected for a new session.") @Default("\"RoundRobin\"") @Nullable
        SelectionPolicy policy,

        @JsonPropertyDescription("How the health of the server is found out: only healthy servers are registered.")
        @Default("{}")
        @Nullable
        HealthCheck health,

        @JsonPropertyDescription(
                "Most sessions at a time per element; above it new ones go to other elements. 0: no limit.")
        @Min(0)
        @Max(1_000_000)
        @Default("0")
        @Nullable
        Integer capacity,

        @JsonPropertyDescription(
                "How long sessions may go on after the element left the pool because its pod is deleted, before they"
                        + " fail over to another one, 0s to 1h. The pod's terminationGracePeriodSeconds is extended by it.")
        @Pattern(Durations.PATTERN)
        @Size(max = Durations.MAX_LENGTH)
        @ValidationRule(
                value = "duration(self) >= duration('0s') && duration(self) <= duration('1h')",
                message = "must be 0s to 1h")
        @Default("\"30s\"")
        @Nullable
        String drainTimeout,

        @JsonPropertyDescription(
                "Name of a Secret in the Pool's namespace that has, under \"keys\", the keys with which the states are signed that"
                        + " servers leave for failover cookie: one a line, 16 to 1024 bytes each, at most 8. Pods wait for it to"
                        + " exist. Default: none, servers leave no states.")
        @Size(min = 1, max = 253)
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Nullable
        String cookieKeySecret,

        @JsonPropertyDescription(
                "Auto: Deployments, StatefulSets and DaemonSets with matching pods are restarted, by their own update"
                        + " strategy, when their pods need other sidecars. Never: only pods created from now on get them.")
        @Default("\"Auto\"")
        @Nullable
        Rollout rollout) {

    /** Fills in the defaults, for resources that did not pass the API server. */
    public PoolSpec {
        policy = Objects.requireNonNullElse(policy, SelectionPolicy.ROUND_ROBIN);
        health = Objects.requireNonNullElse(health, HealthCheck.DEFAULT);
        capacity = Objects.requireNonNullElse(capacity, 0);
        drainTimeout = Objects.requireNonNullElse(drainTimeout, "30s");
        rollout = Objects.requireNonNullElse(rollout, Rollout.AUTO);
    }

    /** {@return the namespaces whose PoolUsers may use the pool} */
    public AllowedNamespaces usersFrom() {
        return allowedUsers == null || allowedUsers.namespaces() == null
                ? AllowedNamespaces.SAME
                : allowedUsers.namespaces();
    }
}
