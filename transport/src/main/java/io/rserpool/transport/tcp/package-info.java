/**
 * Non-blocking TCP on a {@link io.rserpool.transport.loop.SelectorEventLoop}: what the sidecars speak with
 * clients and servers. Back-pressure both ways, half-close, and reset as reset.
 */
@NullMarked
package io.rserpool.transport.tcp;

import org.jspecify.annotations.NullMarked;
