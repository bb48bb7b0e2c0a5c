package io.rserpool.endpoint.failover;

import java.util.function.Function;

/** What becomes of a session when its element dies. */
public enum FailoverMode {
    /** It ends at once; the client's next one goes to a living element. */
    RECONNECT(_ -> new Reconnect()),
    /**
     * It goes on: the next element is sent what the client sent, and what the client has already is skipped. For
     * servers whose answer is a function of what the client sends. Cookies are not echoed: the replay is the state.
     */
    REPLAY(Replay::new),
    /**
     * It goes on: the next element is echoed the last cookie (RFC 5352 section 3.8) and takes up the state from it. What
     * was under way is lost; the user is told of the failover, and knows what to repeat. As in RSPLIB, only the user ends
     * such a session: an element that ends its association is left for another one.
     */
    COOKIE(_ -> new CookieEcho());

    private final Function<Failover.Setting, Failover> strategy;

    FailoverMode(Function<Failover.Setting, Failover> strategy) {
        this.strategy = strategy;
    }

    /** {@return the failover of a session that begins} */
    public Failover begin(Failover.Setting setting) {
        return strategy.apply(setting);
    }
}
