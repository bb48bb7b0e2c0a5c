/**
 * How the header, the parameters (RFC 5354) and the policies (RFC 5356) of ASAP and ENRP are written and
 * read. For the message codecs of this module, not for its users.
 */
@NullMarked
package io.rserpool.protocol.codec;

import org.jspecify.annotations.NullMarked;
