package io.rserpool.endpoint.carrier;

import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.transport.association.AssociationHandler.DownReason;

/** Why an association with an element is down, for metrics and people. */
public final class DownReasons {
    private DownReasons() {}

    public static FailureKind kind(DownReason reason) {
        return switch (reason) {
            case UNREACHABLE, CANNOT_CONNECT -> FailureKind.UNREACHABLE;
            case SHUTDOWN, ABORTED, FORGOTTEN, REFUSED -> FailureKind.ELEMENT;
        };
    }

    public static String describe(DownReason reason) {
        return switch (reason) {
            case SHUTDOWN -> "was shut down by the element";
            case ABORTED -> "was aborted by the element";
            case UNREACHABLE -> "is lost: the element does not answer, or its process is gone";
            case FORGOTTEN -> "is lost: the element has restarted or dropped it";
            case REFUSED -> "was refused by the element";
            case CANNOT_CONNECT -> "cannot be established: no answer";
        };
    }
}
