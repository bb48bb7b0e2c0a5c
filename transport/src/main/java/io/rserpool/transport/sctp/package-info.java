/** SCTP: what all its stacks offer ({@link io.rserpool.transport.sctp.SctpTransport}), and their options. */
@NullMarked
package io.rserpool.transport.sctp;

import org.jspecify.annotations.NullMarked;
