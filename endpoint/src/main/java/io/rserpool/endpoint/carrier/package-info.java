/** How a session's bytes travel to one element: what {@code mux} and {@code direct} have in common. */
@NullMarked
package io.rserpool.endpoint.carrier;

import org.jspecify.annotations.NullMarked;
