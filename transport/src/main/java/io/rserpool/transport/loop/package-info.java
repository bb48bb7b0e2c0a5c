/** The event loop of a program, with its timers, descriptors, and what it knows of its own delays: one thread for all. */
@NullMarked
package io.rserpool.transport.loop;

import org.jspecify.annotations.NullMarked;
