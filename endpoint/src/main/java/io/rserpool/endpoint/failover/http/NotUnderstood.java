package io.rserpool.endpoint.failover.http;

/** Bytes that a strict reader does not take for HTTP/1.1, or that two readers might take for different things. */
final class NotUnderstood extends Exception {
    private static final long serialVersionUID = 1;

    /** @param what they are, for people; nothing of a client's secrets */
    NotUnderstood(String what) {
        super(what, null, false, false);
    }
}
