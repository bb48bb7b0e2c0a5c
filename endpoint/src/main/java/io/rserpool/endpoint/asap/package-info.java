/** ASAP as elements and users speak it (RFC 5352): the hunt for registrars, the registration of an element, the directory of a pool. */
@NullMarked
package io.rserpool.endpoint.asap;

import org.jspecify.annotations.NullMarked;
