/** An association is one session, as RSPLIB's programs have it. */
@NullMarked
package io.rserpool.endpoint.carrier.direct;

import org.jspecify.annotations.NullMarked;
