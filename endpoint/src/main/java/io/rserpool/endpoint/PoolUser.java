package io.rserpool.endpoint;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.SctpTransport;
import java.util.random.RandomGenerator;

/**
 * Resolves pools, selects elements, and opens sessions that go on at another element when theirs dies.
 * Sessions of one process share one association per element, each on a stream of its own.
 */
public final class PoolUser implements AutoCloseable {
    /**
     * @param transport opens an endpoint of its own on it
     * @param registrars started by the caller
     * @param random selection by random policies
     */
    public PoolUser(
            SctpTransport transport,
            PoolUserOptions options,
            Registrars registrars,
            RandomGenerator random,
            EndpointMetrics metrics) {}

    /**
     * Opens a session with an element of the pool. A pool that is unknown or empty, or whose elements do
     * not answer, is tried until the failover timeout is over.
     */
    public Session open(PoolHandle handle, SessionOptions options, SessionHandler handler) {
        throw new UnsupportedOperationException();
    }

    /** Sessions that are not over. */
    public int activeSessions() {
        return 0;
    }

    /** Resets all sessions and ends all associations. */
    @Override
    public void close() {}
}
