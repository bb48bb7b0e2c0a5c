/**
 * UDP multicast on a {@link io.rserpool.transport.loop.EventLoop}, by which registrars announce themselves to
 * elements and users (RFC 5352 section 2.2.10) and to each other (RFC 5353 section 2.1).
 */
@NullMarked
package io.rserpool.transport.udp;

import org.jspecify.annotations.NullMarked;
