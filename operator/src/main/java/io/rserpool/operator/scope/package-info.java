/** Reconciliation and status of OperationScopes. */
@NullMarked
package io.rserpool.operator.scope;

import org.jspecify.annotations.NullMarked;
