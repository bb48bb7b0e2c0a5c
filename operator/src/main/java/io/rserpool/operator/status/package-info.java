/** Conditions and events, common to all resources. */
@NullMarked
package io.rserpool.operator.status;

import org.jspecify.annotations.NullMarked;
