/** The registrars: what they are made of, and what they say of their handlespace. */
@NullMarked
package io.rserpool.operator.registrar;

import org.jspecify.annotations.NullMarked;
