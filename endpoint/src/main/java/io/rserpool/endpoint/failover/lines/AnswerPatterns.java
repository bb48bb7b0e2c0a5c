package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.BoundedPattern;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of a server mean. Each pattern is searched in the line without its end, as bytes (ISO 8859-1); null = no line is meant.
 *
 * @param end the last line of an answer; null = each line is an answer
 * @param body are followed by a body, which belongs to the answer; the first group is its length in bytes
 * @param bodyEnd bytes after each body, 0 to 2: 2 for a line end
 * @param more last lines that ask for one more line, which belongs to the same request, such as {@code 334} of SMTP
 * @param block last lines that ask for more lines, up to one that matches {@code blockEnd}, such as {@code 354} of SMTP
 * @param blockEnd the last line of such a block
 * @param error last lines which say that a request was not accepted: it is not kept, and one that was kept must not be answered so
 * @param elsewhere first lines which say that the element does not serve the session, such as {@code 421} of SMTP: not delivered, the session moves to
 *     another element, if nothing is under way that forbids it. The request was not executed
 */
public record AnswerPatterns(
        @Nullable BoundedPattern end,
        @Nullable BoundedPattern body,
        int bodyEnd,
        @Nullable BoundedPattern more,
        @Nullable BoundedPattern block,
        @Nullable BoundedPattern blockEnd,
        @Nullable BoundedPattern error,
        @Nullable BoundedPattern elsewhere) {
    public static final AnswerPatterns NONE = new AnswerPatterns(null, null, 2, null, null, null, null, null);

    /** @throws IllegalArgumentException a value is out of its range */
    public AnswerPatterns {
        if ((block == null) != (blockEnd == null)) {
            throw new IllegalArgumentException("block and blockEnd go together");
        }
        RequestPatterns.checkBody(body, bodyEnd, "body of answers");
    }

    private static BoundedPattern pattern(String expression, String field) {
        return BoundedPattern.of(expression, field);
    }

    public AnswerPatterns withEnd(String pattern) {
        return new AnswerPatterns(pattern(pattern, "end"), body, bodyEnd, more, block, blockEnd, error, elsewhere);
    }

    public AnswerPatterns withBody(String pattern, int bytesAfterIt) {
        return new AnswerPatterns(end, pattern(pattern, "body"), bytesAfterIt, more, block, blockEnd, error, elsewhere);
    }

    public AnswerPatterns withMore(String pattern) {
        return new AnswerPatterns(end, body, bodyEnd, pattern(pattern, "more"), block, blockEnd, error, elsewhere);
    }

    public AnswerPatterns withBlock(String pattern, String lastLine) {
        return new AnswerPatterns(
                end, body, bodyEnd, more, pattern(pattern, "block"), pattern(lastLine, "blockEnd"), error, elsewhere);
    }

    public AnswerPatterns withError(String pattern) {
        return new AnswerPatterns(end, body, bodyEnd, more, block, blockEnd, pattern(pattern, "error"), elsewhere);
    }

    public AnswerPatterns withElsewhere(String pattern) {
        return new AnswerPatterns(end, body, bodyEnd, more, block, blockEnd, error, pattern(pattern, "elsewhere"));
    }
}
