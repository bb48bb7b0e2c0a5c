/** Who a peer has proved to be, and what one proves it by oneself. */
@NullMarked
package io.rserpool.transport.identity;

import org.jspecify.annotations.NullMarked;
