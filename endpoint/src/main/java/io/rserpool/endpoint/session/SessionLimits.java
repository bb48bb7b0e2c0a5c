package io.rserpool.endpoint.session;

import io.rserpool.protocol.session.SessionProtocol;
import io.rserpool.transport.sctp.SctpOptions;

/**
 * Bounds of sessions.
 *
 * @param window bytes per session that the peer may have sent and this side has not yet {@code
 *     consumed}, 64 KiB to 16 MiB; a direct session may exceed it by one message
 * @param sessionsPerAssociation sessions at the same time over one association, 1 to 4095; one SCTP
 *     stream more is asked for
 */
public record SessionLimits(int window, int sessionsPerAssociation) {
    /** Bytes that a PU may send before it has any credit from the PE: part of the protocol. */
    public static final int INITIAL_CREDIT = 1 << 16;

    /** The longest message of session bytes. */
    public static final int MAX_DATA = 60_000;

    /** The longest cookie (RFC 5352 section 2.2.11) in bytes that is sent or kept. */
    public static final int MAX_COOKIE = 60_000;

    public static final SessionLimits DEFAULT = new SessionLimits(1 << 18, 255);

    public SessionLimits {
        if (window < INITIAL_CREDIT || window > 1 << 24) {
            throw new IllegalArgumentException("session window " + window + " is not within 64 KiB to 16 MiB");
        }
        if (sessionsPerAssociation < 1 || sessionsPerAssociation > 4095) {
            throw new IllegalArgumentException(
                    "sessions per association " + sessionsPerAssociation + " is not within 1..4095");
        }
    }

    /** The options with as many streams as these sessions need, and the code point that tells them. */
    public SctpOptions applyTo(SctpOptions options) {
        return options.withStreams(sessionsPerAssociation + 1)
                .withAdaptationIndication(SessionProtocol.ADAPTATION_CODE_POINT);
    }
}
