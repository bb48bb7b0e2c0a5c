package io.rserpool.pu;

import static io.rserpool.program.settings.ValueRange.explained;
import static io.rserpool.program.settings.ValueRange.flag;
import static io.rserpool.program.settings.ValueRange.numbers;

import io.rserpool.endpoint.failover.BoundedPattern;
import io.rserpool.endpoint.failover.lines.AnswerPatterns;
import io.rserpool.endpoint.failover.lines.LinesSettings;
import io.rserpool.endpoint.failover.lines.RequestPatterns;
import io.rserpool.program.settings.ConfigProblem;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.Key;
import io.rserpool.program.settings.KeyRows;

/** The patterns of a protocol of lines. */
final class LinesKeys {
    static final String LINES = PuKeys.POOL + "lines.";
    private static final String REQUEST = LINES + "request.";
    private static final String ANSWER = LINES + "answer.";
    private static final String PATTERN = "a regular expression";

    static final KeyRows ROWS = new KeyRows("pu-lines");

    static final Key<Boolean> GREETING = ROWS.add(Key.of(
                    LINES + "greeting",
                    flag(),
                    "false",
                    "whether the server speaks first: one answer, which the client does not get again from another element")
            .live());

    static final Key<BoundedPattern> SAFE = pattern(
            REQUEST + "safe",
            "lines of the client that may be executed twice: they are sent again when their element dies");

    static final Key<BoundedPattern> KEEP = pattern(
            REQUEST + "keep",
            "lines that set up the connection, such as logging in: sent again on each new one, in their order, once they have been"
                    + " accepted. Of those with an equal first group the last one replaces the others");

    static final Key<BoundedPattern> DRAFT = pattern(
            REQUEST + "draft",
            "lines that have no effect before another request, such as `MAIL` and `RCPT` of SMTP: kept like those until"
                    + " `draft-end` is answered");

    static final Key<BoundedPattern> DRAFT_END = pattern(
            REQUEST + "draft-end",
            "lines after which, once answered without an error, nothing of the drafts is needed any more");

    static final Key<BoundedPattern> ASKS = pattern(
            REQUEST + "asks",
            "lines that have an effect once the server has asked for more (`more`, `block`) and got it, such as `DATA` of SMTP: safe"
                    + " until then");

    static final Key<BoundedPattern> SILENT = pattern(REQUEST + "silent", "lines that are not answered");

    static final Key<BoundedPattern> REQUEST_BODY = body(REQUEST + "body", RequestPatterns.NONE::withBody);

    static final Key<Integer> REQUEST_BODY_END = bodyEnd(REQUEST);

    static final Key<BoundedPattern> OPAQUE = pattern(
            REQUEST + "opaque",
            "lines after which nothing is understood any more, such as `STARTTLS`: the session is not protected from then on");

    static final Key<BoundedPattern> QUIT =
            pattern(REQUEST + "quit", "lines after which the server ends the connection");

    static final Key<BoundedPattern> END =
            pattern(ANSWER + "end", "the last line of an answer. Without it each line is an answer");

    static final Key<BoundedPattern> ANSWER_BODY = body(ANSWER + "body", AnswerPatterns.NONE::withBody);

    static final Key<Integer> ANSWER_BODY_END = bodyEnd(ANSWER);

    static final Key<BoundedPattern> MORE = pattern(
            ANSWER + "more", "last lines that ask for one more line of the same request, such as `334` of SMTP");

    static final Key<BoundedPattern> BLOCK = pattern(
            ANSWER + "block",
            "last lines that ask for more lines, up to one that matches `block-end`, such as `354` of SMTP");

    static final Key<BoundedPattern> BLOCK_END =
            pattern(ANSWER + "block-end", "the client's last line of such a block");

    static final Key<BoundedPattern> ERROR = pattern(
            ANSWER + "error",
            "last lines which say that a request was not accepted: it is not kept, and one that was kept must not be answered so");

    static final Key<BoundedPattern> ELSEWHERE = pattern(
            ANSWER + "elsewhere",
            "first lines which say that the element does not serve the session and has not executed the request: it moves to"
                    + " another one");

    static final Key<Integer> LINE_LIMIT = ROWS.add(Key.of(
                    LINES + "line-limit",
                    numbers(64, 1 << 16),
                    "8192",
                    "longest line in bytes; after a longer one the session is not protected any more")
            .live());

    static final Key<Integer> STATE_LIMIT = ROWS.add(Key.of(
                    LINES + "state-limit",
                    FailoverKeys.bytes(
                            "1K to 16M",
                            n -> LinesSettings.DEFAULT.withStateLimit(n).stateLimit()),
                    "64K",
                    "bytes of lines kept to set up a connection again")
            .live());

    private LinesKeys() {}

    private static Key<BoundedPattern> pattern(String name, String meaning) {
        return ROWS.add(
                Key.optional(name, explained(PATTERN, text -> BoundedPattern.of(text, "pattern")), "no line", meaning)
                        .live());
    }

    /** With patterns that have a body. */
    @FunctionalInterface
    private interface BodyCheck {
        Object with(String pattern, int bytesAfterIt);
    }

    private static Key<BoundedPattern> body(String name, BodyCheck check) {
        return ROWS.add(Key.optional(
                        name,
                        explained(PATTERN + " with a group", text -> {
                            check.with(text, 0);
                            return BoundedPattern.of(text, "body");
                        }),
                        "no line",
                        "lines that are followed by a body; the first group is its length in bytes")
                .live());
    }

    private static Key<Integer> bodyEnd(String prefix) {
        return ROWS.add(
                Key.of(prefix + "body-end", numbers(0, 2), "2", "bytes after each body: 2 for a line end of CR and LF")
                        .live());
    }

    /** What the mode of a pool is told. */
    static LinesSettings settings(String pool, ConfigValues values) {
        return LinesSettings.DEFAULT
                .with(requests(pool, values), answers(pool, values))
                .withGreeting(GREETING.in(pool).of(values))
                .withLineLimit(LINE_LIMIT.in(pool).of(values))
                .withStateLimit(STATE_LIMIT.in(pool).of(values));
    }

    private static RequestPatterns requests(String pool, ConfigValues values) {
        return new RequestPatterns(
                SAFE.in(pool).find(values).orElse(null),
                KEEP.in(pool).find(values).orElse(null),
                DRAFT.in(pool).find(values).orElse(null),
                DRAFT_END.in(pool).find(values).orElse(null),
                ASKS.in(pool).find(values).orElse(null),
                SILENT.in(pool).find(values).orElse(null),
                REQUEST_BODY.in(pool).find(values).orElse(null),
                REQUEST_BODY_END.in(pool).of(values),
                OPAQUE.in(pool).find(values).orElse(null),
                QUIT.in(pool).find(values).orElse(null));
    }

    private static AnswerPatterns answers(String pool, ConfigValues values) {
        return new AnswerPatterns(
                END.in(pool).find(values).orElse(null),
                ANSWER_BODY.in(pool).find(values).orElse(null),
                ANSWER_BODY_END.in(pool).of(values),
                MORE.in(pool).find(values).orElse(null),
                BLOCK.in(pool).find(values).orElse(null),
                BLOCK_END.in(pool).find(values).orElse(null),
                ERROR.in(pool).find(values).orElse(null),
                ELSEWHERE.in(pool).find(values).orElse(null));
    }

    static void check(String pool, ConfigValues values, ConfigProblems problems) {
        together(DRAFT.in(pool), DRAFT_END.in(pool), values, problems);
        together(BLOCK.in(pool), BLOCK_END.in(pool), values, problems);
    }

    private static void together(Key<?> one, Key<?> other, ConfigValues values, ConfigProblems problems) {
        var has = values.value(one.name()).isPresent();
        if (has != values.value(other.name()).isPresent()) {
            problems.add(new ConfigProblem(
                    has ? other.name() : one.name(),
                    "",
                    PATTERN + ", as " + (has ? one.name() : other.name()) + " is set"));
        }
    }
}
