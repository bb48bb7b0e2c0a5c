/** Reconciliation and status of Pools. */
@NullMarked
package io.rserpool.operator.pool;

import org.jspecify.annotations.NullMarked;
