package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.BoundedPattern;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a client mean. Each pattern is searched in the line without its end, as bytes (ISO 8859-1); null = no line is meant.
 *
 * @param safe may be executed twice: sent again when their element dies before the answer is complete
 * @param keep set up the connection and are sent again on each new one, in their order, once they have been accepted: logging in, for instance. Of
 *     those with an equal first group the last one replaces the others
 * @param draft build up something that has no effect before another request, such as {@code MAIL} and {@code RCPT} of SMTP: kept like those until then
 * @param draftEnd once answered without an error, nothing of the drafts is needed any more
 * @param asks are executed once the server has asked for more and got it, such as {@code DATA} of SMTP: safe until then
 * @param silent are not answered
 * @param body are followed by a body; the first group is its length in bytes
 * @param bodyEnd bytes after each body, 0 to 2: 2 for a line end
 * @param opaque after them nothing is understood any more, such as {@code STARTTLS}
 * @param quit after them the server ends the connection; safe, too
 */
public record RequestPatterns(
        @Nullable BoundedPattern safe,
        @Nullable BoundedPattern keep,
        @Nullable BoundedPattern draft,
        @Nullable BoundedPattern draftEnd,
        @Nullable BoundedPattern asks,
        @Nullable BoundedPattern silent,
        @Nullable BoundedPattern body,
        int bodyEnd,
        @Nullable BoundedPattern opaque,
        @Nullable BoundedPattern quit) {
    public static final RequestPatterns NONE =
            new RequestPatterns(null, null, null, null, null, null, null, 2, null, null);

    /** @throws IllegalArgumentException a value is out of its range */
    public RequestPatterns {
        checkBody(body, bodyEnd, "body of requests");
    }

    static void checkBody(@Nullable BoundedPattern body, int bodyEnd, String field) {
        if (bodyEnd < 0 || bodyEnd > 2) {
            throw new IllegalArgumentException(field + ": bodyEnd " + bodyEnd + " is not within 0 to 2");
        }
        if (body != null && body.groups() == 0) {
            throw new IllegalArgumentException(field + ": '" + body + "' has no group for the length");
        }
    }

    private static BoundedPattern pattern(String expression, String field) {
        return BoundedPattern.of(expression, field);
    }

    public RequestPatterns withSafe(String pattern) {
        return new RequestPatterns(
                pattern(pattern, "safe"), keep, draft, draftEnd, asks, silent, body, bodyEnd, opaque, quit);
    }

    public RequestPatterns withKeep(String pattern) {
        return new RequestPatterns(
                safe, pattern(pattern, "keep"), draft, draftEnd, asks, silent, body, bodyEnd, opaque, quit);
    }

    /** Requests that are kept until others are answered. */
    public RequestPatterns withDraft(String pattern, String until) {
        return new RequestPatterns(
                safe,
                keep,
                pattern(pattern, "draft"),
                pattern(until, "draftEnd"),
                asks,
                silent,
                body,
                bodyEnd,
                opaque,
                quit);
    }

    public RequestPatterns withAsks(String pattern) {
        return new RequestPatterns(
                safe, keep, draft, draftEnd, pattern(pattern, "asks"), silent, body, bodyEnd, opaque, quit);
    }

    public RequestPatterns withSilent(String pattern) {
        return new RequestPatterns(
                safe, keep, draft, draftEnd, asks, pattern(pattern, "silent"), body, bodyEnd, opaque, quit);
    }

    public RequestPatterns withBody(String pattern, int bytesAfterIt) {
        return new RequestPatterns(
                safe, keep, draft, draftEnd, asks, silent, pattern(pattern, "body"), bytesAfterIt, opaque, quit);
    }

    public RequestPatterns withOpaque(String pattern) {
        return new RequestPatterns(
                safe, keep, draft, draftEnd, asks, silent, body, bodyEnd, pattern(pattern, "opaque"), quit);
    }

    public RequestPatterns withQuit(String pattern) {
        return new RequestPatterns(
                safe, keep, draft, draftEnd, asks, silent, body, bodyEnd, opaque, pattern(pattern, "quit"));
    }
}
