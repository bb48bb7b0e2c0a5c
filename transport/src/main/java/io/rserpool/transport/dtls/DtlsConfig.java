package io.rserpool.transport.dtls;

import io.rserpool.transport.loop.SharedBucket;
import java.time.Duration;

/**
 * Bounds of what strangers can make us keep and do.
 *
 * @param handshakes under way at once (the oldest gives way), 1 to 4096
 * @param handshakesPerHost of these, from one IP address
 * @param connectionsPerHost that clients of one IP address have; those whose handshake is under way count
 * @param handshakesPerSecond that are begun, after the client has shown that it receives at its address; an eighth of these with one address
 * @param helloAnswersPerSecond answers to first messages, for which nothing is kept; an eighth of these to one address
 * @param handshake longest time for one
 * @param sweep between looks at what is to be renewed or given up
 * @param idle without a word for so long, a connection is given up; the next packet makes a new one
 */
public record DtlsConfig(
        int handshakes,
        int handshakesPerHost,
        int connectionsPerHost,
        int handshakesPerSecond,
        int helloAnswersPerSecond,
        Duration handshake,
        Duration sweep,
        Duration idle) {
    public static final DtlsConfig DEFAULT = new DtlsConfig(
            256, 32, 256, 500, 8000, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(5));

    /** Part of what is allowed in a second that one address may use up. */
    private static final int SHARE = 8;

    public DtlsConfig {
        if (handshakes < 1 || handshakes > 4096) {
            throw new IllegalArgumentException("handshakes " + handshakes + " is not within 1 to 4096");
        }
    }

    public DtlsConfig withSweep(Duration interval) {
        return new DtlsConfig(
                handshakes,
                handshakesPerHost,
                connectionsPerHost,
                handshakesPerSecond,
                helloAnswersPerSecond,
                handshake,
                interval,
                idle);
    }

    public DtlsConfig withConnectionsPerHost(int most) {
        return new DtlsConfig(
                handshakes,
                handshakesPerHost,
                most,
                handshakesPerSecond,
                helloAnswersPerSecond,
                handshake,
                sweep,
                idle);
    }

    public DtlsConfig withHelloAnswersPerSecond(int most) {
        return new DtlsConfig(
                handshakes, handshakesPerHost, connectionsPerHost, handshakesPerSecond, most, handshake, sweep, idle);
    }

    /** A bucket of which one address may use its share, once at least. */
    static SharedBucket shared(int perSecond, long now) {
        return new SharedBucket(perSecond, Math.max(1, perSecond / SHARE), now);
    }
}
