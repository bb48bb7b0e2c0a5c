/** The benchmarks behind docs/performance.md: everything runs as processes of this machine. */
@NullMarked
package io.rserpool.e2e.bench;

import org.jspecify.annotations.NullMarked;
