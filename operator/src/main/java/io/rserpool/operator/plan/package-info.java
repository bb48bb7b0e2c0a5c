/** Which pools and pool users meet in a pod: pure functions of the resources. */
@NullMarked
package io.rserpool.operator.plan;

import org.jspecify.annotations.NullMarked;
