package io.rserpool.endpoint.user;

import io.rserpool.protocol.PoolHandle;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how often the sessions of a pool go from element to element without a byte of answer in between: what they ask may be what kills the
 * elements, or all of them are overloaded. At first each session may do so once, at once; later a fifth of them a second, and always ten. What is
 * beyond waits for its turn, at most some seconds: nothing is lost by it.
 */
final class RetryBudget {
    private static final int LEAST = 10;
    private static final int SHARE = 5;
    private static final double NANOS_PER_SECOND = 1e9;

    private static final class Pool {
        private int sessions;
        private double left = LEAST;
        private long at;

        void refill(long now) {
            left = Math.min(Math.max(LEAST, sessions), left + (now - at) / NANOS_PER_SECOND * perSecond());
            at = now;
        }

        int perSecond() {
            return Math.max(LEAST, sessions / SHARE);
        }
    }

    private final Map<PoolHandle, Pool> pools = new HashMap<>();

    /** There is one more session with the pool. */
    void join(PoolHandle handle, long now) {
        var pool = pools.computeIfAbsent(handle, _ -> new Pool());
        pool.refill(now);
        pool.sessions++;
        if (pool.sessions > LEAST) {
            pool.left++;
        }
    }

    /** A session with the pool is over. */
    void leave(PoolHandle handle) {
        var pool = pools.get(handle);
        if (pool != null && --pool.sessions == 0) {
            pools.remove(handle);
        }
    }

    /** A session goes to another element, again without an answer; {@return how long it is to wait before} */
    Duration take(PoolHandle handle, long now) {
        var pool = pools.get(handle);
        if (pool == null) {
            return Duration.ZERO;
        }
        pool.refill(now);
        pool.left--;
        return pool.left >= 0
                ? Duration.ZERO
                : Duration.ofNanos((long) (-pool.left / pool.perSecond() * NANOS_PER_SECOND));
    }
}
