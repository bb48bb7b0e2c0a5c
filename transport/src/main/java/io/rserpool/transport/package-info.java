/**
 * SCTP associations behind one interface ({@link io.rserpool.transport.SctpTransport}), and the event
 * loop that drives them. Everything of one transport runs on the one thread of its {@link
 * io.rserpool.transport.EventLoop}.
 */
@NullMarked
package io.rserpool.transport;

import org.jspecify.annotations.NullMarked;
