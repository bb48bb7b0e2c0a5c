/**
 * Pools, pool elements and the selection policies (RFC 5356): data structures without I/O and without a
 * clock. One thread owns a handlespace.
 */
@NullMarked
package io.rserpool.handlespace;

import org.jspecify.annotations.NullMarked;
