package io.rserpool.endpoint;

import io.rserpool.transport.EventLoop;
import io.rserpool.transport.SctpEndpoint;

/**
 * The PE's side of multiplexed sessions: listens, passes ASAP messages to {@link Registrars}, and gives
 * sessions to their owner.
 */
public final class SessionAcceptor implements AutoCloseable {
    /**
     * @param endpoint opened with {@link SessionLimits#applyTo}; the one the registrars were given
     */
    public SessionAcceptor(
            SctpEndpoint endpoint,
            EventLoop loop,
            Registrars registrars,
            SessionLimits limits,
            IncomingSessions owner,
            EndpointMetrics metrics) {}

    /** Listens from now on. */
    public void start() {}

    /** Sessions that are not over. */
    public int activeSessions() {
        return 0;
    }

    /** Ends all associations in order; sessions that are not over fail over. Does not close the endpoint. */
    @Override
    public void close() {}
}
