package io.rserpool.handlespace;

import io.rserpool.protocol.parameter.ErrorCause;

/** Why an element is not taken into the handlespace. */
public enum Refusal {
    INVALID_IDENTIFIER(ErrorCause.INVALID_VALUES),
    UNSUPPORTED_POLICY(ErrorCause.INVALID_VALUES),
    NON_UNIQUE_IDENTIFIER(ErrorCause.NON_UNIQUE_PE_IDENTIFIER),
    INCONSISTENT_POLICY(ErrorCause.INCONSISTENT_POOLING_POLICY),
    INCONSISTENT_TRANSPORT_TYPE(ErrorCause.INCONSISTENT_TRANSPORT_TYPE),
    INCONSISTENT_DATA_CONTROL(ErrorCause.INCONSISTENT_DATA_CONTROL),
    TOO_MANY_POOLS(ErrorCause.LACK_OF_RESOURCES),
    TOO_MANY_ELEMENTS(ErrorCause.LACK_OF_RESOURCES),
    TOO_MANY_ELEMENTS_IN_POOL(ErrorCause.LACK_OF_RESOURCES),
    TOO_MANY_ELEMENTS_OF_ASSOCIATION(ErrorCause.LACK_OF_RESOURCES);

    private final int cause;

    Refusal(int cause) {
        this.cause = cause;
    }

    /** Whether the element does not fit into its pool. */
    public boolean isMisfit() {
        return this == INCONSISTENT_POLICY || this == INCONSISTENT_TRANSPORT_TYPE || this == INCONSISTENT_DATA_CONTROL;
    }

    /** Its code in an Operation Error (RFC 5354 section 3.12). */
    public int cause() {
        return cause;
    }
}
