package io.rserpool.transport.dtls;

import java.time.Duration;

/**
 * Bounds of what strangers can make us keep and do.
 *
 * @param handshakes under way at once (the oldest gives way), 1 to 4096
 * @param handshakesPerHost of these, from one IP address
 * @param handshakesPerSecond that are begun, after the client has shown that it receives at its address
 * @param helloAnswersPerSecond answers to first messages, for which nothing is kept
 * @param handshake longest time for one
 * @param sweep between looks at what is to be renewed or given up
 * @param idle without a word for so long, a connection is given up; the next packet makes a new one
 */
public record DtlsConfig(
        int handshakes,
        int handshakesPerHost,
        int handshakesPerSecond,
        int helloAnswersPerSecond,
        Duration handshake,
        Duration sweep,
        Duration idle) {
    public static final DtlsConfig DEFAULT =
            new DtlsConfig(256, 32, 500, 2000, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(5));

    public DtlsConfig {
        if (handshakes < 1 || handshakes > 4096) {
            throw new IllegalArgumentException("handshakes " + handshakes + " is not within 1 to 4096");
        }
    }

    public DtlsConfig withSweep(Duration interval) {
        return new DtlsConfig(
                handshakes, handshakesPerHost, handshakesPerSecond, helloAnswersPerSecond, handshake, interval, idle);
    }
}
