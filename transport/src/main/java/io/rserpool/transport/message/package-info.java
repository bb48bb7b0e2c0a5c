/** Messages over TCP, framed by their own lengths, for pool users that have no SCTP (RFC 5352 section 2.1). */
@NullMarked
package io.rserpool.transport.message;

import org.jspecify.annotations.NullMarked;
