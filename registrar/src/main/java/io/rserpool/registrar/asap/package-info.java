/** Pool elements and pool users (RFC 5352): associations with them, registration, keep-alives, resolution. A new ASAP message goes here. */
@NullMarked
package io.rserpool.registrar.asap;

import org.jspecify.annotations.NullMarked;
