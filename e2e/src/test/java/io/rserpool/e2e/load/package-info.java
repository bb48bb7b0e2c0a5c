/**
 * Whole systems under ordinary load and trouble (JUnit tag {@code load}): {@code e2e/load/run} runs them in a network namespace of their own.
 * They assert bytes, sessions and bounds, never speed.
 */
@NullMarked
package io.rserpool.e2e.load;

import org.jspecify.annotations.NullMarked;
