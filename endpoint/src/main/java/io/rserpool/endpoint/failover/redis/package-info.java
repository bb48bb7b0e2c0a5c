/** Sessions with Redis and Valkey servers that go on at another element. */
@NullMarked
package io.rserpool.endpoint.failover.redis;

import org.jspecify.annotations.NullMarked;
