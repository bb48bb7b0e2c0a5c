/**
 * Virtual time and an in-memory SCTP network: the very code of registrars, elements and users runs on
 * them, thousands of simulated hours in seconds. Deterministic: equal seeds give equal runs.
 */
@NullMarked
package io.rserpool.simulation.network;

import org.jspecify.annotations.NullMarked;
