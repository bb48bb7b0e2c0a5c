/**
 * Pool elements and pool users (RFC 5352). An element keeps its service registered by a {@link io.rserpool.endpoint.asap.PoolElement} and takes
 * its sessions by a {@link io.rserpool.endpoint.element.SessionAcceptor}; a {@link io.rserpool.endpoint.user.PoolUser} resolves pools and opens
 * sessions that survive the death of an element.
 *
 * <p>Everything here is called, and calls back, on the one thread of the transport's {@link io.rserpool.transport.loop.EventLoop}; only {@link
 * io.rserpool.endpoint.EndpointMetrics} may be read from other threads.
 */
@NullMarked
package io.rserpool.endpoint;

import org.jspecify.annotations.NullMarked;
