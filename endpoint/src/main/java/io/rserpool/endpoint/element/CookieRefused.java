package io.rserpool.endpoint.element;

/** A cookie is not taken; the message says why, for people. */
public final class CookieRefused extends Exception {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Kind {
        /** It, or what was said of it, means nothing. */
        BAD,
        /** Nobody with the pool's key has signed it. */
        FORGED,
        /** It was signed for another pool or session. */
        FOREIGN,
        /** There is a newer one, or what it says is past. */
        OLD,
        /** It does not fit. */
        TOO_LARGE,
        /** The pool has no key for cookies. */
        NO_KEY,
        /** There is no such session any more. */
        GONE
    }

    private final Kind kind;

    CookieRefused(Kind kind, String why) {
        super(why, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
