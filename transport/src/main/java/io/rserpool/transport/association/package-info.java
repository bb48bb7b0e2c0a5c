/**
 * Endpoints that send each other messages over associations: the contract of SCTP and of messages over TCP. Everything of one endpoint runs on the
 * one thread of its {@link io.rserpool.transport.loop.EventLoop}.
 */
@NullMarked
package io.rserpool.transport.association;

import org.jspecify.annotations.NullMarked;
