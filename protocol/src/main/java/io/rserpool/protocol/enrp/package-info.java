/** The messages of ENRP (RFC 5353) and their codec. */
@NullMarked
package io.rserpool.protocol.enrp;

import org.jspecify.annotations.NullMarked;
