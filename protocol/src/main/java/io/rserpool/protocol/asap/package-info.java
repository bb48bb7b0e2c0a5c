/** The messages of ASAP (RFC 5352) and their codec. */
@NullMarked
package io.rserpool.protocol.asap;

import org.jspecify.annotations.NullMarked;
