package io.rserpool.program.http;

import java.util.Optional;

/**
 * Who is shown pages that tell handles, addresses or clients: everybody where security is off; else this host's own programs, and who has
 * the token.
 */
public final class PageGate {
    /** Shown by {@code Authorization: Bearer}. */
    public static final String KEY = "rserpool.management.token";

    static final HttpReply REFUSAL = HttpReply.text(
            403,
            "only from loopback, or with the header Authorization: Bearer TOKEN, where TOKEN is what " + KEY
                    + " names\n");

    private static final String HEADER = "Authorization";
    private static final String SCHEME = "Bearer ";

    private final boolean secured;
    private final Optional<AccessToken> token;

    private PageGate(boolean secured, Optional<AccessToken> token) {
        this.secured = secured;
        this.token = token;
    }

    /** Everybody. */
    public static PageGate open() {
        return new PageGate(false, Optional.empty());
    }

    /**
     * What the settings say.
     *
     * @param secured whether {@code rserpool.security.mode=required}
     * @param token of those who are not of this host
     */
    public static PageGate of(boolean secured, Optional<String> token) {
        return new PageGate(secured, token.map(AccessToken::new));
    }

    /** Callable from any thread. */
    boolean admits(Caller caller) {
        return !secured
                || caller.address().isLoopbackAddress()
                || caller.header(HEADER).filter(this::isToken).isPresent();
    }

    private boolean isToken(String credentials) {
        return credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && token.filter(right ->
                                right.is(credentials.substring(SCHEME.length()).strip()))
                        .isPresent();
    }
}
