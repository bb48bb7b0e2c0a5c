package io.rserpool.transport.association;

import java.net.InetAddress;
import java.time.Duration;

/**
 * A way to one of a peer's addresses (RFC 6458 section 8.2.2).
 *
 * @param address of the peer
 * @param primary whether new data takes this one
 * @param smoothedRttNanos smoothed round-trip time in ns, 0 if not yet measured
 * @param rto present retransmission time-out; zero if unknown
 * @param mtu longest IP packet in bytes; 0 if unknown
 */
public record PeerPath(
        InetAddress address, State state, boolean primary, long smoothedRttNanos, Duration rto, int mtu) {
    /** What is known of it. */
    public enum State {
        ACTIVE,
        /** Missed some answers; used only if there is no better one (RFC 7829). */
        POTENTIALLY_FAILED,
        INACTIVE,
        /** No probe of this address was answered yet; it is not used. */
        UNCONFIRMED
    }
}
