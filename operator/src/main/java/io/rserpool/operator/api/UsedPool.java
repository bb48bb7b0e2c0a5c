package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pool that clients use.
 *
 * @param pool name of the {@link Pool}
 * @param namespace its namespace, default the pool user's
 * @param hosts host names that the clients connect to, default those of a Service with the pool's name
 * @param port port that the clients connect to, default the pool's
 * @param failover what becomes of a session whose element dies
 * @param journalLimit most bytes of a session's journal, for {@link FailoverMode#REPLAY}
 * @param failoverTimeout how long a living element is looked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsedPool(
        @JsonPropertyDescription("Name of the Pool.") @Required @Size(min = 1, max = 253)
        String pool,

        @JsonPropertyDescription("Namespace of the Pool. Default: that of the PoolUser.") @Nullable
        String namespace,

        @JsonPropertyDescription(
                "Host names that the clients already connect to. Default: those of a Service with the pool's name and"
                        + " namespace (files, files.shop, files.shop.svc, files.shop.svc.cluster.local).")
        @Size(min = 1, max = 16)
        @Nullable
        List<@Pattern("^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$") String> hosts,

        @JsonPropertyDescription("TCP port that the clients already connect to. Default: the pool's port.")
        @Min(1)
        @Max(65535)
        @Nullable
        Integer port,

        @JsonPropertyDescription(
                "What happens when the element of a session dies. reconnect: the client's connection ends and its next"
                        + " one reaches a living element. replay: the session goes on at another element without the client"
                        + " noticing; for servers that answer the same bytes to the same bytes.")
        @Default("\"reconnect\"")
        @Nullable
        FailoverMode failover,

        @JsonPropertyDescription(
                "Most that is kept per session of what the client sent, for failover replay (such as 64Ki, 1Mi). A"
                        + " session that sends more ends when its element dies.")
        @Pattern("^[0-9]{1,9}(Ki|Mi)?$")
        @Default("\"1Mi\"")
        @Nullable
        String journalLimit,

        @JsonPropertyDescription("How long a living element is looked for before the client's connection is reset.")
        @Pattern(Durations.PATTERN)
        @Default("\"30s\"")
        @Nullable
        String failoverTimeout) {

    /** Fills in the defaults. */
    public UsedPool {
        failover = Objects.requireNonNullElse(failover, FailoverMode.RECONNECT);
        journalLimit = Objects.requireNonNullElse(journalLimit, "1Mi");
        failoverTimeout = Objects.requireNonNullElse(failoverTimeout, "30s");
    }

    /** {@return the limit of a session's journal in bytes} */
    public long journalBytes() {
        var text = Objects.requireNonNull(journalLimit);
        var digits = text.replaceAll("[^0-9]", "");
        return Long.parseLong(digits) << (text.endsWith("Ki") ? 10 : text.endsWith("Mi") ? 20 : 0);
    }
}
