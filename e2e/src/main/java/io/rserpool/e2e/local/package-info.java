/** RSerPool's programs, ordinary servers and ordinary clients as processes on loopback addresses, without root. */
@NullMarked
package io.rserpool.e2e.local;

import org.jspecify.annotations.NullMarked;
