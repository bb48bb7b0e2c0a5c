package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.failover.http.HttpFailover;
import io.rserpool.endpoint.failover.http.HttpSettings;
import io.rserpool.endpoint.failover.lines.LinesFailover;
import io.rserpool.endpoint.failover.lines.LinesSettings;
import io.rserpool.endpoint.failover.redis.RedisFailover;
import io.rserpool.endpoint.failover.redis.RedisSettings;
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
    COOKIE(_ -> new CookieEcho()),
    /** It goes on where HTTP/1.1 lets it: {@link HttpFailover}. */
    HTTP(setting -> new HttpFailover(HttpSettings.DEFAULT, setting)),
    /** It goes on where Redis' commands let it: {@link RedisFailover}. */
    REDIS(setting -> new RedisFailover(RedisSettings.DEFAULT, setting)),
    /** It goes on where the text protocol of memcached lets it: {@link LinesFailover}. */
    MEMCACHED(setting -> new LinesFailover(LinesSettings.MEMCACHED, setting)),
    /** It goes on where SMTP lets it: {@link LinesFailover}. */
    SMTP(setting -> new LinesFailover(LinesSettings.SMTP, setting));

    private final Function<Failover.Setting, Failover> strategy;

    FailoverMode(Function<Failover.Setting, Failover> strategy) {
        this.strategy = strategy;
    }

    /** {@return the failover of a session that begins} */
    public Failover begin(Failover.Setting setting) {
        return strategy.apply(setting);
    }
}
