/** Our programs and RSPLIB's with each other; docs/interoperability.md says what was seen. */
@NullMarked
package io.rserpool.e2e.interop;

import org.jspecify.annotations.NullMarked;
