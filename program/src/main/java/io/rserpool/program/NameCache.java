package io.rserpool.program;

import java.security.Security;

/** How long the JVM keeps what it has looked up in the DNS. */
public final class NameCache {
    /** In s. Pods come and go; the JVM's own is 30 s, and 10 s for names that are not found. */
    private static final String LIFE = "1";

    private NameCache() {}

    /** Keeps it for a second only, also that a name is unknown. To be called before any name is looked up. */
    public static void keepShort() {
        Security.setProperty("networkaddress.cache.ttl", LIFE);
        Security.setProperty("networkaddress.cache.negative.ttl", LIFE);
    }
}
