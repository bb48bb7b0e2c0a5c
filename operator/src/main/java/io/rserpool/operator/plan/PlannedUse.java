package io.rserpool.operator.plan;

import io.rserpool.operator.api.Fallback;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.UsedPool;
import java.util.List;
import java.util.Optional;

/**
 * A pool that the clients of a pod use, under one port; an entry whose clients know the pool by several ports makes several of these.
 *
 * @param user the PoolUser that says so
 * @param use the entry in it
 * @param pool the Pool
 * @param hosts names under which the clients know it
 * @param address loopback address that these names stand for in the pod
 * @param port port that the clients connect to
 */
public record PlannedUse(PoolUser user, UsedPool use, Pool pool, List<String> hosts, String address, int port) {
    /** {@return where new connections go that no element serves, as "host:port": to whom the clients meant them} */
    public Optional<String> fallback() {
        return use.fallback() == Fallback.SERVICE ? Optional.of(hosts.getFirst() + ":" + port) : Optional.empty();
    }
}
