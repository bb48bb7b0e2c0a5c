package io.rserpool.transport.message;

import java.time.Duration;

/**
 * What peers can make a {@link MessageEndpoint} bear.
 *
 * @param ppid of all messages
 * @param maxMessage longest message in bytes, padding included
 * @param sendBuffer bytes that wait for a slow peer, per connection
 * @param maxConnections most connections accepted at a time; more are reset
 * @param maxConnectionsPerPeer the same of one IP address
 * @param connectTimeout after which a connection has failed
 * @param idleTimeout without a message either way, after which a connection is closed
 * @param stallTimeout after which a connection is reset that has brought half a message only, or takes no bytes
 */
public record MessageOptions(
        int ppid,
        int maxMessage,
        int sendBuffer,
        int maxConnections,
        int maxConnectionsPerPeer,
        Duration connectTimeout,
        Duration idleTimeout,
        Duration stallTimeout) {
    private static final int LONGEST = 1 << 16;
    private static final int BUFFER = 1 << 17;

    /** For messages of this kind: up to 64 KiB each, 1024 connections, 64 of one address. */
    public static MessageOptions of(int ppid) {
        return new MessageOptions(
                ppid, LONGEST, BUFFER, 1024, 64, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(10));
    }
}
