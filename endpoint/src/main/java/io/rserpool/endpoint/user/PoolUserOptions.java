package io.rserpool.endpoint.user;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;

/**
 * How elements are reached.
 *
 * @param sctp options of the associations with elements; their heartbeats find silent deaths
 * @param limits of sessions; must equal those of the elements in the number of streams
 * @param elementUdpPort UDP port elements are reached at (RFC 6951), 0 = SCTP directly over IP
 * @param idleTimeout after which an association without sessions is closed
 * @param multiplexing whether sessions share an association with elements that can do so; if not, all are direct, and
 *     whole messages can be sent
 * @param cardsToForeign whether business cards are sent over direct sessions, too; RSPLIB misreads them
 * @param journalBudget bytes outside the heap that the journals of all sessions in mode {@link FailoverMode#REPLAY} may
 *     hold together, 0 or more; beyond it the largest journals are given up
 */
public record PoolUserOptions(
        SctpOptions sctp,
        SessionLimits limits,
        int elementUdpPort,
        Duration idleTimeout,
        boolean multiplexing,
        boolean cardsToForeign,
        long journalBudget) {
    public static final PoolUserOptions DEFAULT = new PoolUserOptions(
            SctpOptions.FAST,
            SessionLimits.DEFAULT,
            EndpointAddress.UDP_ENCAPSULATION_PORT,
            Duration.ofSeconds(60),
            true,
            true,
            24 << 20);

    public PoolUserOptions withSctp(SctpOptions options) {
        return new PoolUserOptions(
                options, limits, elementUdpPort, idleTimeout, multiplexing, cardsToForeign, journalBudget);
    }

    public PoolUserOptions withLimits(SessionLimits newLimits) {
        return new PoolUserOptions(
                sctp, newLimits, elementUdpPort, idleTimeout, multiplexing, cardsToForeign, journalBudget);
    }

    public PoolUserOptions withElementUdpPort(int port) {
        return new PoolUserOptions(sctp, limits, port, idleTimeout, multiplexing, cardsToForeign, journalBudget);
    }

    public PoolUserOptions withIdleTimeout(Duration timeout) {
        return new PoolUserOptions(sctp, limits, elementUdpPort, timeout, multiplexing, cardsToForeign, journalBudget);
    }

    public PoolUserOptions withMultiplexing(boolean wanted) {
        return new PoolUserOptions(sctp, limits, elementUdpPort, idleTimeout, wanted, cardsToForeign, journalBudget);
    }

    public PoolUserOptions withCardsToForeign(boolean wanted) {
        return new PoolUserOptions(sctp, limits, elementUdpPort, idleTimeout, multiplexing, wanted, journalBudget);
    }

    public PoolUserOptions withJournalBudget(long bytes) {
        return new PoolUserOptions(sctp, limits, elementUdpPort, idleTimeout, multiplexing, cardsToForeign, bytes);
    }

    /** The options of the endpoints that sessions are opened from. */
    SctpOptions endpointOptions() {
        return multiplexing ? limits.applyTo(sctp) : sctp;
    }
}
