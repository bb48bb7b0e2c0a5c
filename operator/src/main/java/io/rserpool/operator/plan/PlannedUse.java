package io.rserpool.operator.plan;

import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.UsedPool;
import java.util.List;

/**
 * A pool that the clients of a pod use.
 *
 * @param user the PoolUser that says so
 * @param use the entry in it
 * @param pool the Pool
 * @param hosts names under which the clients know it
 * @param address loopback address that these names stand for in the pod
 * @param port port that the clients connect to
 */
public record PlannedUse(PoolUser user, UsedPool use, Pool pool, List<String> hosts, String address, int port) {}
