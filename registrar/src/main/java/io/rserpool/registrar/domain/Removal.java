package io.rserpool.registrar.domain;

import io.rserpool.transport.association.AssociationHandler.DownReason;

/** Why an own pool element is no more: values of the label {@code reason} of {@code rserpool_registrar_elements_removed_total}. */
public enum Removal {
    DEREGISTERED,
    /** Its registration life is over. */
    EXPIRED,
    KEEP_ALIVE_TIMEOUT,
    /** It cannot be asked whether it lives. */
    NO_ASAP_TRANSPORT,
    /** More reports that it is unreachable than MAX-BAD-PE-REPORT (RFC 5352 section 3.5). */
    UNREACHABLE_REPORTS,
    /** It does not fit into a pool that another registrar is home to. */
    POOL_CONFLICT,
    ASSOCIATION_SHUTDOWN,
    ASSOCIATION_ABORTED,
    ASSOCIATION_FORGOTTEN,
    ASSOCIATION_UNREACHABLE,
    ASSOCIATION_REFUSED,
    ASSOCIATION_CANNOT_CONNECT;

    /** The association with it ended so. */
    public static Removal of(DownReason reason) {
        return valueOf("ASSOCIATION_" + reason.name());
    }
}
