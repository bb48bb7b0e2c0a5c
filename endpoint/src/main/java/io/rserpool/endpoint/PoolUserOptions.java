package io.rserpool.endpoint;

import io.rserpool.transport.SctpAddress;
import io.rserpool.transport.SctpOptions;
import java.time.Duration;

/**
 * How elements are reached.
 *
 * @param sctp options of the associations with elements; their heartbeats find silent deaths
 * @param limits of sessions; must equal those of the elements in the number of streams
 * @param elementUdpPort UDP port elements are reached at (RFC 6951), 0 = SCTP directly over IP
 * @param idleTimeout after which an association without sessions is closed
 */
public record PoolUserOptions(SctpOptions sctp, SessionLimits limits, int elementUdpPort, Duration idleTimeout) {
    public static final PoolUserOptions DEFAULT = new PoolUserOptions(
            SctpOptions.FAST, SessionLimits.DEFAULT, SctpAddress.UDP_ENCAPSULATION_PORT, Duration.ofSeconds(60));

    public PoolUserOptions withSctp(SctpOptions options) {
        return new PoolUserOptions(options, limits, elementUdpPort, idleTimeout);
    }

    public PoolUserOptions withLimits(SessionLimits newLimits) {
        return new PoolUserOptions(sctp, newLimits, elementUdpPort, idleTimeout);
    }

    public PoolUserOptions withElementUdpPort(int port) {
        return new PoolUserOptions(sctp, limits, port, idleTimeout);
    }

    public PoolUserOptions withIdleTimeout(Duration timeout) {
        return new PoolUserOptions(sctp, limits, elementUdpPort, timeout);
    }
}
