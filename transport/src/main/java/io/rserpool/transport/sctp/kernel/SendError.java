package io.rserpool.transport.sctp.kernel;

import io.rserpool.transport.system.Errno;
import java.time.Duration;

/** What an error of sending means for the association (Linux, {@code sctp_sendmsg}). */
enum SendError {
    /** Its send buffer is full; its descriptor tells when there is room. */
    FULL,

    /** The system lacks memory just now, of which it does not tell the end. */
    SHORTAGE,

    /** One of the two is ending it in order; its end will be told. */
    ENDING,

    /** It has ended, or cannot be sent on for a reason that will not pass. */
    GONE;

    /** When to try again after a shortage. */
    static final Duration AFTER_SHORTAGE = Duration.ofMillis(20);

    /** @param error number of the system */
    static SendError of(int error) {
        return switch (error) {
            case Errno.EAGAIN -> FULL;
            case Errno.EINTR, Errno.ENOMEM, Errno.ENOBUFS -> SHORTAGE;
            case Errno.ESHUTDOWN -> ENDING;
            default -> GONE; // EPIPE, ECONNRESET, ETIMEDOUT and their like; EINVAL in a state that allows no data
        };
    }
}
