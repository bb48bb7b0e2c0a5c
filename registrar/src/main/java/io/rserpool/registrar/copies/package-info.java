/**
 * What makes the copies of the handlespace agree: what other registrars say of elements, who of two homes stays, synchronisation, takeover, and the
 * start with a mentor's table (RFC 5353).
 */
@NullMarked
package io.rserpool.registrar.copies;

import org.jspecify.annotations.NullMarked;
