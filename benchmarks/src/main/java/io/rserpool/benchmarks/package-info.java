/** What the data structures cost, measured by JMH: {@code e2e/bench/run handlespace}. */
@NullMarked
package io.rserpool.benchmarks;

import org.jspecify.annotations.NullMarked;
