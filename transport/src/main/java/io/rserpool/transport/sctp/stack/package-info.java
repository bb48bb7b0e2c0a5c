/** What the implementations of SCTP share: associations and endpoints, reassembly, and how long silence is borne. */
@NullMarked
package io.rserpool.transport.sctp.stack;

import org.jspecify.annotations.NullMarked;
