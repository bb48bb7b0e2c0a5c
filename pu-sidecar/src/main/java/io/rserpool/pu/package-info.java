/**
 * The proxy pool user: listens where ordinary clients connect to, and carries each of their
 * connections as a session to an element of a pool, and to the next one when that dies.
 */
@NullMarked
package io.rserpool.pu;

import org.jspecify.annotations.NullMarked;
