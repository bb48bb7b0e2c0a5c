/** Identities and rules shared by ASAP (RFC 5352) and ENRP (RFC 5353). */
@NullMarked
package io.rserpool.protocol;

import org.jspecify.annotations.NullMarked;
