/**
 * Whole systems in which server after server, sidecar after sidecar and registrar after registrar is killed, paused or started again, while clients of
 * all failover modes talk (JUnit tag {@code chaos}): {@code e2e/chaos/run} runs it in a network namespace of its own. Every answer is
 * compared with what it must be.
 */
@NullMarked
package io.rserpool.e2e.chaos;

import org.jspecify.annotations.NullMarked;
