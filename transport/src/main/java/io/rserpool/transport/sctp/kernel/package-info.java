/**
 * SCTP of the Linux kernel (RFC 6458), through the C library.
 *
 * <p>An endpoint is one socket of the one-to-many style, so that it accepts and initiates associations at the same
 * port. An association that is up is peeled off to a descriptor of its own: then it has send and receive buffers of its
 * own, can be read from or left alone, and blocks nobody else.
 */
@NullMarked
package io.rserpool.transport.sctp.kernel;

import org.jspecify.annotations.NullMarked;
