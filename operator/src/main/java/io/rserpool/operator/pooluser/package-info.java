/** Reconciliation and status of PoolUsers. */
@NullMarked
package io.rserpool.operator.pooluser;

import org.jspecify.annotations.NullMarked;
