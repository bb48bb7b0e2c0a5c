package io.rserpool.protocol;

import io.rserpool.protocol.parameter.ErrorCause;
import java.util.List;

/**
 * What became of received bytes.
 *
 * @param <M> kind of message
 */
public sealed interface Decoded<M> {
    /**
     * A message to act upon.
     *
     * @param reports causes to send back in an Error message all the same: unknown parameters with
     *     action bits 11 (RFC 5354 section 3)
     */
    record Message<M>(M message, List<ErrorCause> reports) implements Decoded<M> {
        public Message {
            reports = List.copyOf(reports);
        }
    }

    /**
     * No message to act upon.
     *
     * @param reason for logs and counters, in words
     * @param reports causes to send back in an Error message; empty = drop silently
     */
    record Bad<M>(String reason, List<ErrorCause> reports) implements Decoded<M> {
        public Bad {
            reports = List.copyOf(reports);
        }
    }
}
