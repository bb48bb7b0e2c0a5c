package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pool that clients use.
 *
 * @param pool name of the {@link Pool}
 * @param namespace its namespace, default the pool user's
 * @param hosts host names that the clients connect to, default those of a Service with the pool's name
 * @param port port that the clients connect to, default those of the Service that lead to the pool's
 * @param failover what becomes of a session whose element dies
 * @param http what {@link FailoverMode#HTTP} is told
 * @param redis what {@link FailoverMode#REDIS} is told
 * @param lines what {@link FailoverMode#LINES} is told
 * @param serverEnds whether the server ends a connection before its client does
 * @param journalLimit most bytes of a session's journal, for {@link FailoverMode#REPLAY}
 * @param failoverTimeout how long a living element is looked for
 * @param fallback what becomes of a new connection that no element serves
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "!has(self.http) || self.failover == 'http'", message = "http needs failover: http")
@ValidationRule(value = "!has(self.redis) || self.failover == 'redis'", message = "redis needs failover: redis")
@ValidationRule(value = "!has(self.lines) || self.failover == 'lines'", message = "lines needs failover: lines")
public record UsedPool(
        @JsonPropertyDescription("Name of the Pool.") @Required @Size(min = 1, max = 253)
        String pool,

        @JsonPropertyDescription("Namespace of the Pool. Default: that of the PoolUser.") @Nullable
        String namespace,

        @JsonPropertyDescription(
                "Host names that the clients already connect to. Default: those of a Service with the pool's name and"
                        + " namespace (files, files.shop, files.shop.svc, files.shop.svc.cluster.local). The first one is"
                        + " the Service whose ports count, and to which connections fall back.")
        @Size(min = 1, max = 16)
        @Nullable
        List<@Size(max = 253) @Pattern(UsedPool.HOST) String> hosts,

        @JsonPropertyDescription(
                "TCP port that the clients already connect to. Default: the ports of the Service that lead to the pool's"
                        + " port; without such a Service the pool's port itself.")
        @Min(1)
        @Max(65535)
        @Nullable
        Integer port,

        @JsonPropertyDescription(
                "What happens when the element of a session dies. reconnect: the client's connection ends and its next"
                        + " one reaches a living element. replay: the session goes on at another element without the client"
                        + " noticing; for servers that answer the same bytes to the same bytes. http, redis, memcached, smtp and"
                        + " lines read the protocol along: what was not answered is sent again if it may be, and an answer"
                        + " goes on where it was cut. cookie: as replay, from the state on that the"
                        + " server has left last with its sidecar.")
        @Default("\"reconnect\"")
        @Nullable
        FailoverMode failover,

        @JsonPropertyDescription("What failover http is told.") @Nullable
        HttpFailover http,

        @JsonPropertyDescription("What failover redis is told.") @Nullable
        RedisFailover redis,

        @JsonPropertyDescription("What failover lines is told: the patterns of the protocol.") @Nullable
        LinesFailover lines,

        @JsonPropertyDescription(
                "Whether the server ends a connection before its client does. never: such an end is a failure of the element,"
                        + " however orderly it looks, unless the client has asked for it. may: it ends the connection for"
                        + " the client, too. Default: never for redis, memcached, smtp and lines, else may.")
        @Nullable
        ServerEnds serverEnds,

        @JsonPropertyDescription(
                "Most that is kept per session of what the client sent, for failover replay (such as 64Ki, 1Mi). A"
                        + " session that sends more ends when its element dies. At most 999Mi.")
        @Pattern("^([0-9]{1,9}|[0-9]{1,6}Ki|[0-9]{1,3}Mi)$")
        @Default("\"1Mi\"")
        @Nullable
        String journalLimit,

        @JsonPropertyDescription(
                "How long a living element is looked for before the client's connection is reset, 100ms to 1h.")
        @Pattern(Durations.PATTERN)
        @Size(max = Durations.MAX_LENGTH)
        @ValidationRule(
                value = "duration(self) >= duration('100ms') && duration(self) <= duration('1h')",
                message = "must be 100ms to 1h")
        @Default("\"30s\"")
        @Nullable
        String failoverTimeout,

        @JsonPropertyDescription(
                "What happens to a new connection of a client that no element serves: the pool is empty, full or deleted, or"
                        + " no registrar answers. service: it goes to the Service itself, as it would without a sidecar."
                        + " none: it waits for an element until failoverTimeout, and is then reset.")
        @Default("\"service\"")
        @Nullable
        Fallback fallback) {

    /** A DNS name as Kubernetes admits it in host aliases: a pod with another one could not be created. */
    public static final String HOST = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /** Fills in the defaults. */
    public UsedPool {
        failover = Objects.requireNonNullElse(failover, FailoverMode.RECONNECT);
        journalLimit = Objects.requireNonNullElse(journalLimit, "1Mi");
        failoverTimeout = Objects.requireNonNullElse(failoverTimeout, "30s");
        fallback = Objects.requireNonNullElse(fallback, Fallback.SERVICE);
    }

    /** {@return the limit of a session's journal in bytes} */
    public long journalBytes() {
        return Sizes.bytes(Objects.requireNonNull(journalLimit));
    }
}
