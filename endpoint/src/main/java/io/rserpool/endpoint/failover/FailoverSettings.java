package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.failover.http.HttpSettings;
import io.rserpool.endpoint.failover.lines.LinesSettings;
import io.rserpool.endpoint.failover.redis.RedisSettings;

/**
 * What the modes may be told; each takes what is its own.
 *
 * @param http of {@link FailoverMode#HTTP}
 * @param redis of {@link FailoverMode#REDIS}
 * @param lines of {@link FailoverMode#LINES}
 * @param memcached of {@link FailoverMode#MEMCACHED}
 * @param smtp of {@link FailoverMode#SMTP}
 * @param serverEnds of the modes that do not read along: whether the server may end a connection before its client; else that is a failure of its
 *     element
 */
public record FailoverSettings(
        HttpSettings http,
        RedisSettings redis,
        LinesSettings lines,
        LinesSettings memcached,
        LinesSettings smtp,
        boolean serverEnds) {
    public static final FailoverSettings DEFAULT = new FailoverSettings(
            HttpSettings.DEFAULT,
            RedisSettings.DEFAULT,
            LinesSettings.DEFAULT,
            LinesSettings.MEMCACHED,
            LinesSettings.SMTP,
            true);

    public FailoverSettings withHttp(HttpSettings newHttp) {
        return new FailoverSettings(newHttp, redis, lines, memcached, smtp, serverEnds);
    }

    public FailoverSettings withRedis(RedisSettings newRedis) {
        return new FailoverSettings(http, newRedis, lines, memcached, smtp, serverEnds);
    }

    public FailoverSettings withLines(LinesSettings newLines) {
        return new FailoverSettings(http, redis, newLines, memcached, smtp, serverEnds);
    }

    /** All modes with the same answer to whether the server may end a connection first, whatever is usual in their protocols. */
    public FailoverSettings withServerEnds(boolean inGoodOrder) {
        return new FailoverSettings(
                http.withServerEnds(inGoodOrder),
                redis.withServerEnds(inGoodOrder),
                lines.withServerEnds(inGoodOrder),
                memcached.withServerEnds(inGoodOrder),
                smtp.withServerEnds(inGoodOrder),
                inGoodOrder);
    }
}
