package io.rserpool.endpoint;

import java.time.Duration;

/**
 * How a session is carried.
 *
 * @param mode what becomes of it when its element dies
 * @param journalLimit bytes of the client kept for {@link FailoverMode#REPLAY}, 0 to 1 GiB. A client that
 *     sends more loses the guarantee: the session goes on, the next failure is a reset
 * @param failoverTimeout how long a living element is looked for, first or next, before the session fails
 * @param maxFutileFailovers failovers in a row without a byte for the client after which the session is
 *     given up (what the client sent may be what kills the servers), 1 or more
 * @param client textual address of the client, told to the element; cut to 512 bytes
 */
public record SessionOptions(
        FailoverMode mode, int journalLimit, Duration failoverTimeout, int maxFutileFailovers, String client) {
    public static final SessionOptions DEFAULT =
            new SessionOptions(FailoverMode.RECONNECT, 1 << 20, Duration.ofSeconds(30), 16, "");

    public SessionOptions {
        if (journalLimit < 0 || journalLimit > 1 << 30) {
            throw new IllegalArgumentException("journal limit " + journalLimit + " is not within 0 to 1 GiB");
        }
        if (maxFutileFailovers < 1) {
            throw new IllegalArgumentException("at least one failover must be allowed, not " + maxFutileFailovers);
        }
    }

    public SessionOptions withMode(FailoverMode newMode) {
        return new SessionOptions(newMode, journalLimit, failoverTimeout, maxFutileFailovers, client);
    }

    public SessionOptions withJournalLimit(int bytes) {
        return new SessionOptions(mode, bytes, failoverTimeout, maxFutileFailovers, client);
    }

    public SessionOptions withFailoverTimeout(Duration timeout) {
        return new SessionOptions(mode, journalLimit, timeout, maxFutileFailovers, client);
    }

    public SessionOptions withMaxFutileFailovers(int failovers) {
        return new SessionOptions(mode, journalLimit, failoverTimeout, failovers, client);
    }

    public SessionOptions withClient(String address) {
        return new SessionOptions(mode, journalLimit, failoverTimeout, maxFutileFailovers, address);
    }
}
