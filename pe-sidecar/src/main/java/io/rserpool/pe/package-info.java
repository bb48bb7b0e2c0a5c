/**
 * The proxy pool element: makes an ordinary TCP server an element of pools. It registers the server
 * while that is healthy, and carries the sessions of pool users to it.
 */
@NullMarked
package io.rserpool.pe;

import org.jspecify.annotations.NullMarked;
