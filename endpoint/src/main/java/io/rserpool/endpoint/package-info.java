/**
 * The API of pool elements and pool users (RFC 5352): {@link io.rserpool.endpoint.PoolElement} keeps a
 * service registered, {@link io.rserpool.endpoint.SessionAcceptor} takes its sessions, {@link
 * io.rserpool.endpoint.PoolUser} resolves pools and opens sessions that survive the death of an element.
 *
 * <p>Everything here is called, and calls back, on the one thread of the transport's {@link
 * io.rserpool.transport.EventLoop}; only {@link io.rserpool.endpoint.EndpointMetrics} may be read from
 * other threads.
 */
@NullMarked
package io.rserpool.endpoint;

import org.jspecify.annotations.NullMarked;
