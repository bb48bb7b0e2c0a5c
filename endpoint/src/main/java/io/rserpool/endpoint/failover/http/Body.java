package io.rserpool.endpoint.failover.http;

/**
 * How the end of a message is found (RFC 9112 section 6.3).
 *
 * @param length bytes, with {@link Kind#LENGTH}
 */
record Body(Kind kind, long length) {
    enum Kind {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    static final Body NONE = new Body(Kind.LENGTH, 0);
    static final Body CHUNKED = new Body(Kind.CHUNKED, 0);
    static final Body UNTIL_CLOSE = new Body(Kind.UNTIL_CLOSE, Long.MAX_VALUE);

    static Body of(long length) {
        return new Body(Kind.LENGTH, length);
    }
}
