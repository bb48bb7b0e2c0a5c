package io.rserpool.e2e.chaos;

import java.util.Locale;

/** A kind of servers: {@link #SIZE} of them are the elements of a pool. */
enum Pool {
    /** nginx. */
    WEB(8080, "pages"),
    /** Python's http.server. */
    FILES(8081, "pages"),
    /** Event streams and orders over HTTP. */
    EVENTS(8082, "pages"),
    REDIS(6379, "data"),
    MEMCACHED(11211, "data"),
    MAIL(2525, "data"),
    /** {@link io.rserpool.e2e.load.ContentServer}. */
    CONTENT(7000, "data");

    /** Elements of each pool. */
    static final int SIZE = 3;

    private final int port;
    private final String pod;

    Pool(int port, String pod) {
        this.port = port;
        this.pod = pod;
    }

    int port() {
        return port;
    }

    /** Servers of one pod share a pe-sidecar. */
    String pod() {
        return pod;
    }

    String handle() {
        return name().toLowerCase(Locale.ROOT);
    }
}
