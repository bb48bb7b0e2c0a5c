/** The Component Status Protocol: what RSPLIB's programs tell {@code cspmonitor}. */
@NullMarked
package io.rserpool.protocol.csp;

import org.jspecify.annotations.NullMarked;
