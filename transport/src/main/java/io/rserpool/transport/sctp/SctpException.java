package io.rserpool.transport.sctp;

/** An SCTP operation failed; the message says what and why. */
public class SctpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SctpException(String message) {
        super(message);
    }

    public SctpException(String message, Throwable cause) {
        super(message, cause);
    }
}
