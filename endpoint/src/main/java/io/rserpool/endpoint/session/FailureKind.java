package io.rserpool.endpoint.session;

/** How an element failed a session: few, so that they can be labels of a metric. */
public enum FailureKind {
    /** Its server did: it is gone, or reset the connection. */
    SERVER,
    /** The element does not answer, or cannot be reached. */
    UNREACHABLE,
    /** The element took no session. */
    REJECTED,
    /** The element ended the association, forgot it, or broke the rules; or it was left because its user said so. */
    ELEMENT
}
