/**
 * SCTP associations behind one interface ({@link io.rserpool.transport.sctp.SctpTransport}). Everything of one transport runs on the one
 * thread of its {@link io.rserpool.transport.loop.EventLoop}.
 */
@NullMarked
package io.rserpool.transport.sctp;

import org.jspecify.annotations.NullMarked;
