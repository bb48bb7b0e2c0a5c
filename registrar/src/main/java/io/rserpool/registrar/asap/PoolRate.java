package io.rserpool.registrar.asap;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.loop.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * A rate of one association for every pool. Pools may share one of a few buckets, as in RSPLIB: so nobody can make
 * a registrar remember more by asking for ever new pools.
 */
final class PoolRate {
    private static final int BUCKETS = 64;

    private final int perSecond;
    private TokenBucket @Nullable [] buckets;

    PoolRate(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Whether one more for this pool is allowed at this time (ns). */
    boolean take(PoolHandle pool, long now) {
        if (buckets == null) {
            buckets = new TokenBucket[BUCKETS];
        }
        int place = pool.hashCode() & (BUCKETS - 1);
        if (buckets[place] == null) {
            buckets[place] = new TokenBucket(perSecond, now);
        }
        return buckets[place].take(now);
    }
}
