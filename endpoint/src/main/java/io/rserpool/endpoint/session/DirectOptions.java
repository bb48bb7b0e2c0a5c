package io.rserpool.endpoint.session;

import io.rserpool.protocol.Ppid;
import java.time.Duration;

/**
 * How bytes travel in direct sessions, those where the association is the session: with peers that do not multiplex, such
 * as RSPLIB's.
 *
 * @param ppid payload protocol identifier of the messages sent, in host byte order; anything but ASAP's (11). What comes
 *     is taken whatever its PPID
 * @param messageSize bytes of the longest message sent, 1 to 60,000
 * @param endLinger for a PU: SCTP cannot end one direction only, so when the client has ended, the association is shut
 *     down once the element has said nothing for so long; 0 to 1 h
 */
public record DirectOptions(int ppid, int messageSize, Duration endLinger) {
    private static final Duration LONGEST_LINGER = Duration.ofHours(1);

    public static final DirectOptions DEFAULT = new DirectOptions(0, 16_384, Duration.ofSeconds(5));

    public DirectOptions {
        if (ppid == Ppid.ASAP) {
            throw new IllegalArgumentException("PPID 11 is ASAP's: data cannot have it");
        }
        if (messageSize < 1 || messageSize > SessionLimits.MAX_DATA) {
            throw new IllegalArgumentException("message size " + messageSize + " is not within 1..60000");
        }
        if (endLinger.isNegative() || endLinger.compareTo(LONGEST_LINGER) > 0) {
            throw new IllegalArgumentException("end linger " + endLinger + " is not within 0 to 1 h");
        }
    }

    /**
     * Reads a PPID, decimal or hexadecimal.
     *
     * @throws IllegalArgumentException it is not one, or ASAP's
     */
    public static int ppid(String text) {
        long value = Long.decode(text.strip());
        if (value < 0 || value > 0xffffffffL || value == Ppid.ASAP) {
            throw new IllegalArgumentException("no PPID for data: " + text);
        }
        return (int) value;
    }

    public DirectOptions withPpid(int newPpid) {
        return new DirectOptions(newPpid, messageSize, endLinger);
    }

    public DirectOptions withMessageSize(int bytes) {
        return new DirectOptions(ppid, bytes, endLinger);
    }

    public DirectOptions withEndLinger(Duration duration) {
        return new DirectOptions(ppid, messageSize, duration);
    }
}
