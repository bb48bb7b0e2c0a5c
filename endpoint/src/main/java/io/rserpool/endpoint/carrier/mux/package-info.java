/** Many sessions share an association, each on a stream of its own. */
@NullMarked
package io.rserpool.endpoint.carrier.mux;

import org.jspecify.annotations.NullMarked;
