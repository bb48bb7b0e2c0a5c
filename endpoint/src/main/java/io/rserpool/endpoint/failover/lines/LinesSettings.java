package io.rserpool.endpoint.failover.lines;

/**
 * A dialogue of lines, as far as a failover needs to know it. A request is a line, an answer a line or more. As it is by default nothing is sent again
 * that may have been executed, and nothing is kept.
 *
 * @param greeting whether the server speaks first: one answer, which the client does not get again from another element
 * @param serverEnds whether the server may end a connection in good order while no request is under way; else that is a failure of its element
 * @param lineLimit longest line in bytes, its end included, 64 to 65,536; with a longer one the dialogue is not understood any more, but in a block,
 *     whose lines are the client's alone. Default 8 KiB
 * @param stateLimit bytes of requests kept to set up a connection again, 1 KiB to 16 MiB, default 64 KiB
 */
public record LinesSettings(
        RequestPatterns requests,
        AnswerPatterns answers,
        boolean greeting,
        boolean serverEnds,
        int lineLimit,
        int stateLimit) {
    public static final LinesSettings DEFAULT =
            new LinesSettings(RequestPatterns.NONE, AnswerPatterns.NONE, false, false, 1 << 13, 1 << 16);

    /**
     * The text protocol of memcached, doc/protocol.txt of github.com/memcached/memcached, meta commands included; those that are answered only
     * sometimes (flag {@code q}) are not understood. What only reads is safe; {@code gat} is not: it sets an expiry time.
     */
    public static final LinesSettings MEMCACHED = DEFAULT.with(
            RequestPatterns.NONE
                    .withSafe("^(gets? |version *$|mn *$|stats *$|stats (items|slabs|sizes|conns|settings) *$"
                            + "|mg \\S+( [bcfhklstvO]\\S*)* *$)")
                    .withSilent("^[a-z_]+ (.* )?noreply *$")
                    .withBody(
                            "^(?:set|add|replace|append|prepend) \\S{1,250} \\d+ -?\\d+ (\\d{1,10})(?: noreply)? *$"
                                    + "|^cas \\S{1,250} \\d+ -?\\d+ (\\d{1,10}) \\d+(?: noreply)? *$"
                                    + "|^ms \\S{1,250} (\\d{1,10})(?: |$)",
                            2)
                    .withOpaque("^(watch|lru_crawler (metadump|mgdump)|m[a-z] \\S+.* q( |$))")
                    .withQuit("^quit *$"),
            AnswerPatterns.NONE
                    .withEnd("^(END|STORED|NOT_STORED|EXISTS|NOT_FOUND|DELETED|TOUCHED|OK|RESET|ERROR|CLIENT_ERROR.*"
                            + "|SERVER_ERROR.*|VERSION .*|\\d+ *|(HD|EN|NF|NS|EX|MN|ME|VA)( .*)?|(BUSY|BADCLASS|NOSPARE|NOTFULL"
                            + "|UNSAFE|SAME).*)$")
                    .withBody("^(?:VALUE \\S+ \\d+|VA) (\\d{1,10})( |$)", 2));

    /**
     * SMTP (RFC 5321): the session with EHLO, AUTH and the recipients of a mail so far is set up again; a mail whose last line is sent and not
     * answered ends the session.
     */
    public static final LinesSettings SMTP = DEFAULT.with(
                    RequestPatterns.NONE
                            .withSafe("(?i)^(NOOP|HELP|VRFY|EXPN|RSET)\\b")
                            .withKeep("(?i)^(EHLO|HELO|AUTH)\\b")
                            .withDraft("(?i)^(MAIL|RCPT)\\b", "(?i)^(DATA|RSET|EHLO|HELO)\\b")
                            .withAsks("(?i)^DATA\\b")
                            .withOpaque("(?i)^(STARTTLS|BDAT|ETRN|TURN|ATRN)\\b")
                            .withQuit("(?i)^QUIT\\b"),
                    AnswerPatterns.NONE
                            .withEnd("^\\d{3}( |$)")
                            .withMore("^334")
                            .withBlock("^354", "^\\.$")
                            .withError("^[45]")
                            .withElsewhere("^421"))
            .withGreeting(true);

    /** @throws IllegalArgumentException a value is out of its range */
    public LinesSettings {
        if (lineLimit < 64 || lineLimit > 1 << 16) {
            throw new IllegalArgumentException("lineLimit " + lineLimit + " is not within 64 to 65536");
        }
        if (stateLimit < 1 << 10 || stateLimit > 1 << 24) {
            throw new IllegalArgumentException("stateLimit " + stateLimit + " is not within 1 KiB to 16 MiB");
        }
    }

    public LinesSettings with(RequestPatterns newRequests, AnswerPatterns newAnswers) {
        return new LinesSettings(newRequests, newAnswers, greeting, serverEnds, lineLimit, stateLimit);
    }

    public LinesSettings withGreeting(boolean serverSpeaksFirst) {
        return new LinesSettings(requests, answers, serverSpeaksFirst, serverEnds, lineLimit, stateLimit);
    }

    public LinesSettings withServerEnds(boolean inGoodOrder) {
        return new LinesSettings(requests, answers, greeting, inGoodOrder, lineLimit, stateLimit);
    }

    public LinesSettings withLineLimit(int bytes) {
        return new LinesSettings(requests, answers, greeting, serverEnds, bytes, stateLimit);
    }

    public LinesSettings withStateLimit(int bytes) {
        return new LinesSettings(requests, answers, greeting, serverEnds, lineLimit, bytes);
    }
}
