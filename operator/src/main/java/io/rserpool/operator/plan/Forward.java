package io.rserpool.operator.plan;

import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;

/**
 * Another TCP port of a Service whose names are captured: what comes there is carried to the Service as it is.
 *
 * @param user the PoolUser that captures the names
 * @param pool the Pool for which it does
 * @param service the Service
 * @param host the name by which the sidecar reaches the Service
 * @param address loopback address that the names stand for in the pod
 * @param port the port
 */
public record Forward(PoolUser user, Pool pool, ServiceName service, String host, String address, int port) {}
