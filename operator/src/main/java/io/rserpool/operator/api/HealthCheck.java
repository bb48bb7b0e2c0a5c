package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the pe-sidecar finds out whether its server is healthy.
 *
 * @param type kind of check
 * @param path path of the GET, for {@link HealthType#HTTP}; without '\', '{' and '}', which no URL has and properties files read otherwise
 * @param interval time between two checks
 * @param timeout after which a check without an answer has failed
 * @param failures failed checks in a row that make a server unhealthy, 1…100
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HealthCheck(
        @JsonPropertyDescription(
                "tcp: somebody listens at the port; the server notices nothing of it. connect: the port takes a"
                        + " connection. http: a GET is answered with status 200 to 399. none: no checks.")
        @Default("\"tcp\"")
        @Nullable
        HealthType type,

        @JsonPropertyDescription("Path of the GET, for type http.")
        @Size(max = 1024)
        @Pattern("^/[!-\\[\\]-z|~]*$")
        @Default("\"/\"")
        @Nullable
        String path,

        @JsonPropertyDescription("Time between two checks, 50ms to 1h.")
        @Pattern(Durations.PATTERN)
        @Size(max = Durations.MAX_LENGTH)
        @ValidationRule(
                value = "duration(self) >= duration('50ms') && duration(self) <= duration('1h')",
                message = "must be 50ms to 1h")
        @Default("\"1s\"")
        @Nullable
        String interval,

        @JsonPropertyDescription("A check that is not answered for so long has failed, 10ms to 1m.")
        @Pattern(Durations.PATTERN)
        @Size(max = Durations.MAX_LENGTH)
        @ValidationRule(
                value = "duration(self) >= duration('10ms') && duration(self) <= duration('1m')",
                message = "must be 10ms to 1m")
        @Default("\"1s\"")
        @Nullable
        String timeout,

        @JsonPropertyDescription(
                "So many failed checks in a row make the server unhealthy: its element is deregistered.")
        @Min(1)
        @Max(100)
        @Default("1")
        @Nullable
        Integer failures) {

    /** Every field at its default. */
    public static final HealthCheck DEFAULT = new HealthCheck(null, null, null, null, null);

    /** Fills in the defaults. */
    public HealthCheck {
        type = Objects.requireNonNullElse(type, HealthType.TCP);
        path = Objects.requireNonNullElse(path, "/");
        interval = Objects.requireNonNullElse(interval, "1s");
        timeout = Objects.requireNonNullElse(timeout, "1s");
        failures = Objects.requireNonNullElse(failures, 1);
    }
}
