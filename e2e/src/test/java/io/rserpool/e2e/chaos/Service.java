package io.rserpool.e2e.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What clients connect to: a pool in a failover mode. */
enum Service {
    WEB(Pool.WEB, "http"),
    FILES(Pool.FILES, "http"),
    EVENTS(Pool.EVENTS, "http"),
    ORDERS(Pool.EVENTS, "http"),
    REDIS(Pool.REDIS, "redis"),
    MEMCACHED(Pool.MEMCACHED, "memcached"),
    MAIL(Pool.MAIL, "smtp"),
    REPLAY(Pool.CONTENT, "replay"),
    RECONNECT(Pool.CONTENT, "reconnect");

    private static final String ONLY = System.getProperty("chaos.services", ".*");

    private final Pool pool;
    private final String mode;

    Service(Pool pool, String mode) {
        this.pool = pool;
        this.mode = mode;
    }

    /** Those that have clients; all of them if it is not said. */
    static List<Service> used() {
        return Arrays.stream(values())
                .filter(service -> service.key().matches(ONLY))
                .toList();
    }

    Pool pool() {
        return pool;
    }

    String mode() {
        return mode;
    }

    /** The name of the pool in the pu-sidecar. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    int port() {
        return 8000 + ordinal();
    }
}
