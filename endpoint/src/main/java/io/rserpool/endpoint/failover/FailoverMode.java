package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.session.SessionHandler;

/** What becomes of a session when its element dies. */
public enum FailoverMode {
    /** It ends at once; the client's next one goes to a living element. */
    RECONNECT,
    /**
     * It goes on: the next element is sent what the client sent, and what the client has already is skipped. For
     * servers whose answer is a function of what the client sends. Cookies are not echoed: the replay is the state.
     */
    REPLAY,
    /**
     * It goes on: the next element is echoed the last cookie (RFC 5352 section 3.8) and takes up the state from it. What
     * was under way is lost; {@link SessionHandler#onFailover} tells the application, which knows what to repeat. As in
     * RSPLIB, only the user ends such a session: an element that ends its association is left for another one.
     */
    COOKIE
}
