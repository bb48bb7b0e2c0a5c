/** Rolling restarts of workloads whose pods need other sidecars. */
@NullMarked
package io.rserpool.operator.rollout;

import org.jspecify.annotations.NullMarked;
