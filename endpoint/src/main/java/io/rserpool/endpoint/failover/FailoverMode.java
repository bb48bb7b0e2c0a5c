package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.failover.http.HttpFailover;
import io.rserpool.endpoint.failover.lines.LinesFailover;
import io.rserpool.endpoint.failover.redis.RedisFailover;
import java.util.function.BiFunction;

/** What becomes of a session when its element dies. */
public enum FailoverMode {
    /** It ends at once; the client's next one goes to a living element. */
    RECONNECT((settings, _) -> new Reconnect(settings.serverEnds())),
    /**
     * It goes on: the next element is sent what the client sent, and what the client has already is skipped. For
     * servers whose answer is a function of what the client sends. Cookies are not echoed: the replay is the state.
     */
    REPLAY((settings, setting) -> new Replay(settings.serverEnds(), setting)),
    /**
     * It goes on: the next element is echoed the last cookie (RFC 5352 section 3.8) and takes up the state from it. What
     * was under way is lost; the user is told of the failover, and knows what to repeat. As in RSPLIB, only the user ends
     * such a session: an element that ends its association is left for another one.
     */
    ECHO((_, _) -> new CookieEcho()),
    /**
     * It goes on from the state that the server left in a cookie ({@link io.rserpool.protocol.session.StateCookie}), at the exact byte:
     * the next element is echoed the last cookie and sent what the client sent after it; what the client has after it already is
     * compared and skipped. Without a cookie it is as {@link #REPLAY}.
     */
    COOKIE((settings, setting) -> new CookieReplay(settings.serverEnds(), setting)),
    /** It goes on where HTTP/1.1 lets it: {@link HttpFailover}. */
    HTTP((settings, setting) -> new HttpFailover(settings.http(), setting)),
    /** It goes on where Redis' commands let it: {@link RedisFailover}. */
    REDIS((settings, setting) -> new RedisFailover(settings.redis(), setting)),
    /** It goes on where the text protocol of memcached lets it: {@link LinesFailover}. */
    MEMCACHED((settings, setting) -> new LinesFailover(settings.memcached(), setting)),
    /** It goes on where SMTP lets it: {@link LinesFailover}. */
    SMTP((settings, setting) -> new LinesFailover(settings.smtp(), setting)),
    /** It goes on where the patterns of a protocol of lines let it: {@link LinesFailover}. */
    LINES((settings, setting) -> new LinesFailover(settings.lines(), setting));

    private final BiFunction<FailoverSettings, Failover.Setting, Failover> strategy;

    FailoverMode(BiFunction<FailoverSettings, Failover.Setting, Failover> strategy) {
        this.strategy = strategy;
    }

    /** {@return the failover of a session that begins} */
    public Failover begin(FailoverSettings settings, Failover.Setting setting) {
        return strategy.apply(settings, setting);
    }
}
