/**
 * Sessions of servers and clients that nobody here wrote, unmodified, cut in mid-exchange: a test class for each program, in the modes of failover
 * that are for it (JUnit tag {@code programs}). {@code e2e/programs/run} brings the programs and runs them in a network namespace of their own.
 */
@NullMarked
package io.rserpool.e2e.programs;

import org.jspecify.annotations.NullMarked;
