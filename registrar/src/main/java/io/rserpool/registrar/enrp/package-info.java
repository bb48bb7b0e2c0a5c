/** The other registrars (RFC 5353): associations with them, who they are, and whether they live. */
@NullMarked
package io.rserpool.registrar.enrp;

import org.jspecify.annotations.NullMarked;
