package io.rserpool.transport.loop;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Allows so many events per second in all, and so many of each address: who wants more than its share takes nothing of the others'. Nothing is kept of
 * addresses: some of them have a share together, which ones nobody can tell beforehand.
 */
public final class SharedBucket {
    private static final int SHARES = 1024;

    private final int salt = ThreadLocalRandom.current().nextInt();
    private final TokenBucket all;
    private final TokenBucket[] shares = new TokenBucket[SHARES];

    /**
     * A second's worth at once.
     *
     * @param perSecond in all
     * @param each of one address
     * @param now ns on a monotonic scale
     */
    public SharedBucket(int perSecond, int each, long now) {
        all = new TokenBucket(perSecond, now);
        for (int i = 0; i < SHARES; i++) {
            shares[i] = new TokenBucket(each, now);
        }
    }

    /** Whether one more is allowed to this address at this time (ns). */
    public boolean take(InetAddress whose, long now) {
        return shares[share(whose)].take(now) && all.take(now);
    }

    private int share(InetAddress whose) {
        int hash = (whose.hashCode() ^ salt) * 0x9e3779b1;
        return (hash ^ (hash >>> 15)) & (SHARES - 1);
    }
}
