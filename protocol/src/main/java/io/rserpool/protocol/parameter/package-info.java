/** The parameters of ASAP and ENRP (RFC 5354) and the policies they carry (RFC 5356). */
@NullMarked
package io.rserpool.protocol.parameter;

import org.jspecify.annotations.NullMarked;
