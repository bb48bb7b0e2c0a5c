package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How sessions with Redis are protected. What is not given is as the sidecar has it.
 *
 * @param resend commands that are sent again although they may have been executed
 * @param elsewhere errors which say that the element does not serve the session
 * @param tracking whether CLIENT TRACKING is set up again
 * @param stateLimit bytes kept to set up a connection again
 * @param messageLimit bytes of a message of a subscription
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RedisFailover(
        @JsonPropertyDescription(
                "Commands that are sent again although they may have been executed, such as SET or CLIENT KILL, or ALL. Each"
                        + " may then be executed twice when an element dies. Reading commands of modules are not known, and"
                        + " belong here, too. Default: none.")
        @Size(max = 256)
        @Nullable
        List<@Size(max = 32) @Pattern(RedisFailover.COMMAND) String> resend,

        @JsonPropertyDescription(
                "First words of errors which say that the element does not serve the session, so that it moves to another"
                        + " one. Default: READONLY, LOADING, MASTERDOWN, CLUSTERDOWN.")
        @Size(max = 32)
        @Nullable
        List<@Size(max = 32) @Pattern("^[A-Z]+$") String> elsewhere,

        @JsonPropertyDescription(
                "Whether CLIENT TRACKING is set up again, although invalidations of what was read before are missed; else a"
                        + " session that tracks is not protected. Default: true.")
        @Nullable
        Boolean tracking,

        @JsonPropertyDescription(
                "Most bytes of commands kept to set up a connection again, 1Ki to 16Mi. Default: 64Ki.")
        @Pattern(Sizes.TO_16_MI)
        @Nullable
        String stateLimit,

        @JsonPropertyDescription(
                "Most bytes of a message of a subscription that is held back until it is complete, 0 to 1Mi. Default: 16Ki.")
        @Pattern(Sizes.FROM_0_TO_1_MI)
        @Nullable
        String messageLimit) {

    /** A command, and perhaps a subcommand. */
    public static final String COMMAND = "^[A-Za-z0-9_.|-]+( [A-Za-z0-9_.-]+)?$";

    /** No list is an empty one. */
    public RedisFailover {
        resend = List.copyOf(Objects.requireNonNullElse(resend, List.of()));
        elsewhere = List.copyOf(Objects.requireNonNullElse(elsewhere, List.of()));
    }
}
