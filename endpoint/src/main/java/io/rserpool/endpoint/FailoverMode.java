package io.rserpool.endpoint;

/** What becomes of a session whose element dies. */
public enum FailoverMode {
    /** It is reset at once. For anything. */
    RECONNECT,
    /**
     * It goes on at another element: what the client sent is sent again, what the client got is compared
     * and skipped. For servers whose answer depends on nothing but what the client sends.
     */
    REPLAY
}
