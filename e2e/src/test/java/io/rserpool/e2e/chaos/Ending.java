package io.rserpool.e2e.chaos;

import io.rserpool.endpoint.failover.Unprotected;
import java.time.Instant;
import java.util.Set;

/**
 * A session that its client did not end.
 *
 * @param user number of the pu-sidecar
 * @param client address and port
 * @param servedBy the server that served it, empty if it does not say so
 * @param connectedNanos when the client was connected, as {@link System#nanoTime}; {@link Long#MAX_VALUE} if it never was
 * @param nanos when it ended
 * @param at likewise, by the clock that logs use
 * @param risks why it was not protected; empty = it was
 * @param unanswered whether nothing of the answer had come
 * @param what happened
 * @param wrong whether bytes came that must not
 */
record Ending(
        Service service,
        int user,
        String client,
        String servedBy,
        long connectedNanos,
        long nanos,
        Instant at,
        Set<Unprotected> risks,
        boolean unanswered,
        String what,
        boolean wrong) {
    @Override
    public String toString() {
        return "%s %s: client %s of pu-sidecar %d after %d ms%s: %s"
                .formatted(
                        at,
                        service,
                        client,
                        user,
                        connectedNanos == Long.MAX_VALUE ? 0 : (nanos - connectedNanos) / 1_000_000,
                        risks.isEmpty() ? "" : ", not protected: " + risks,
                        what);
    }
}
