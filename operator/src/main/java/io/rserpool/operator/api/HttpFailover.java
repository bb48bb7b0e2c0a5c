package io.rserpool.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How sessions of HTTP are protected. What is not given is as the sidecar has it.
 *
 * @param resend methods that are sent again although they may have been executed
 * @param idempotencyKey whether a request with an Idempotency-Key is sent again whatever its method
 * @param ranges whether the rest of a response is asked for by its bytes
 * @param headLimit bytes of a head
 * @param ignore what may differ in an event that comes again
 * @param eventLimit bytes of an event
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpFailover(
        @JsonPropertyDescription(
                "Methods that are sent again although they may have been executed, such as POST, or ALL. Each may then be"
                        + " executed twice when an element dies. GET, HEAD, OPTIONS, TRACE, PUT and DELETE always are."
                        + " Default: none.")
        @Size(max = 32)
        @Nullable
        List<@Size(max = 20) @Pattern(HttpFailover.METHOD) String> resend,

        @JsonPropertyDescription(
                "Whether a request with an Idempotency-Key is sent again whatever its method. Default: true.")
        @Nullable
        Boolean idempotencyKey,

        @JsonPropertyDescription(
                "Whether the rest of a response with a strong ETag is asked for by Range; else all of it is asked for,"
                        + " compared and skipped. Default: true.")
        @Nullable
        Boolean ranges,

        @JsonPropertyDescription(
                "Most bytes of a head, 1Ki to 1Mi; a longer one ends the protection of its session. Default: 64Ki.")
        @Pattern(Sizes.TO_1_MI)
        @Nullable
        String headLimit,

        @JsonPropertyDescription(
                "What may differ in an event of a text/event-stream that comes again, such as IDs and times: JSON pointers"
                        + " (/id, /choices/0/created) to values in the JSON that its data are, and regular expressions of"
                        + " Java, searched in its lines. Default: nothing.")
        @Size(max = 32)
        @Nullable
        List<@Size(min = 1, max = Patterns.LONGEST) @Pattern(Patterns.IGNORED) String> ignore,

        @JsonPropertyDescription(
                "Most bytes of an event, 1Ki to 1Mi; a longer one ends the protection of its stream. Default: 64Ki.")
        @Pattern(Sizes.TO_1_MI)
        @Nullable
        String eventLimit) {

    /** Those of the registry of IANA that a client may want, and that of caches. */
    public static final String METHOD =
            "^(ALL|ACL|BASELINE-CONTROL|BIND|CHECKIN|CHECKOUT|COPY|DELETE|GET|HEAD|LABEL|LINK|LOCK|MERGE"
                    + "|MKACTIVITY|MKCALENDAR|MKCOL|MKREDIRECTREF|MKWORKSPACE|MOVE|OPTIONS|ORDERPATCH|PATCH|POST|PROPFIND|PROPPATCH|PURGE"
                    + "|PUT|QUERY|REBIND|REPORT|SEARCH|TRACE|UNBIND|UNCHECKOUT|UNLINK|UNLOCK|UPDATE|UPDATEREDIRECTREF|VERSION-CONTROL)$";

    /** No list is an empty one. */
    public HttpFailover {
        resend = List.copyOf(Objects.requireNonNullElse(resend, List.of()));
        ignore = List.copyOf(Objects.requireNonNullElse(ignore, List.of()));
    }
}
