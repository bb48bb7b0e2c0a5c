package io.rserpool.protocol.session;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;

/**
 * Control of a multiplexed session (PPID {@link io.rserpool.protocol.Ppid#SESSION_CONTROL}), sent in
 * order with the session's bytes (PPID {@link io.rserpool.protocol.Ppid#SESSION_DATA}, no header) on
 * the session's own SCTP stream. The PU side opens; the stream number is the same in both directions.
 * When both directions have ended, the PE says so by a second {@link End}, its last word: only with that,
 * or with the PE's {@link Reset}, may the PU use the stream again (a PE may still reset after its End,
 * and that must not hit the next session).
 */
public sealed interface SessionMessage {
    /**
     * PU to PE: begin. Bytes may follow at once, as far as the initial credit allows.
     *
     * @param identifier the element meant: another one at that address refuses
     * @param credit bytes the PE may send before it gets more credit
     * @param skip bytes of the server's answer that the client has already: the PE reads and discards
     *     them, comparing their digest
     * @param digest of these bytes, see {@link RunningDigest}; 0 if skip is 0
     * @param client textual address of the client, for logs and PROXY protocol
     * @param movable whether another element may take the session up: if not, its PE need not be certain that an end of
     *     the server is no death before it passes it on
     * @param id what its user calls it, for the logs of both sides; may be empty
     * @param echo whether the echo of a cookie follows at once, with the state without which the session means nothing
     * @param judgesEnds whether the PU can tell some ends of the server's connection from failures by itself, and wants to be told of them at once
     *     ({@link Ending}), not only once the PE is certain
     */
    record Open(
            PoolHandle handle,
            PeIdentifier identifier,
            long credit,
            long skip,
            long digest,
            String client,
            boolean movable,
            String id,
            boolean echo,
            boolean judgesEnds)
            implements SessionMessage {
        /** One that no cookie belongs to, and whose ends the PE judges. */
        public Open(
                PoolHandle handle,
                PeIdentifier identifier,
                long credit,
                long skip,
                long digest,
                String client,
                boolean movable,
                String id) {
            this(handle, identifier, credit, skip, digest, client, movable, id, false, false);
        }
    }

    /**
     * PE to PU: the server's connection stands (and what was to be skipped has been).
     *
     * @param credit bytes the PU may send, those it sent already included
     */
    record Accept(long credit) implements SessionMessage {}

    /** More bytes that the receiver of this message may send. */
    record Credit(long bytes) implements SessionMessage {}

    /** The sender's bytes are complete; the other direction goes on (half-close). */
    record End() implements SessionMessage {}

    /**
     * PE to a PU that judges ends: the server's connection has ended, and no bytes follow. Whether that is an end or a failure is
     * being found out: {@link End} or {@link Reset} follows.
     *
     * @param reset it was reset (RST), not ended (FIN)
     */
    record Ending(boolean reset) implements SessionMessage {}

    /** Over, in both directions, and why. Answered with {@code Reset} unless one was sent already. */
    record Reset(Reason reason, String detail) implements SessionMessage {}

    /** Why a session ended early. */
    enum Reason {
        /** The other side's TCP peer reset its connection: pass the reset on. */
        ABORTED,
        /** The server died or cannot be connected to: fail over. */
        SERVER_FAILED,
        /** The element has no room (any more): go elsewhere. */
        REJECTED,
        /** The answer of this server differs from what the client got already: the session cannot go on. */
        DIVERGED,
        /** No such pool or element here: resolve again. */
        UNKNOWN_ELEMENT,
        /** The other side broke the rules of this protocol. */
        PROTOCOL_ERROR
    }
}
