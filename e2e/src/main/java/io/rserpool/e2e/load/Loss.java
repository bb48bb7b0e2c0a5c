package io.rserpool.e2e.load;

/**
 * A session that did not go as it must.
 *
 * @param load of which it was part
 * @param client its address and port
 * @param servedBy the server that served it, empty if it had not said so
 * @param connectedNanos when the client was connected, as {@link System#nanoTime}; {@link Long#MAX_VALUE} if it never was
 * @param lostNanos when it was lost
 * @param received bytes of answers until then
 * @param what happened
 * @param wrong whether bytes came that the server has not sent
 */
public record Loss(
        String load,
        String client,
        String servedBy,
        long connectedNanos,
        long lostNanos,
        long received,
        String what,
        boolean wrong) {
    @Override
    public String toString() {
        return "%s, client %s%s, after %d bytes in %d ms: %s"
                .formatted(
                        load,
                        client,
                        servedBy.isEmpty() ? "" : " served by " + servedBy,
                        received,
                        connectedNanos == Long.MAX_VALUE ? 0 : (lostNanos - connectedNanos) / 1_000_000,
                        what);
    }
}
