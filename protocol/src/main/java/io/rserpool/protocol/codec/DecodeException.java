package io.rserpool.protocol.codec;

import io.rserpool.protocol.parameter.ErrorCause;
import org.jspecify.annotations.Nullable;

/** The received message is bad. Stays within this module: {@link MessageFraming} turns it into a value. */
public final class DecodeException extends Exception {
    private final transient @Nullable ErrorCause cause;

    /**
     * @param reason in words, without the peer's bytes
     * @param cause to be reported to the peer; null = drop the message silently
     */
    public DecodeException(String reason, @Nullable ErrorCause cause) {
        // Malformed input must stay cheap: no stack trace.
        super(reason, null, false, false);
        this.cause = cause;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    public @Nullable ErrorCause errorCause() {
        return cause;
    }
}
