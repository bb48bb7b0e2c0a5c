/** Reports of the Component Status Protocol. */
@NullMarked
package io.rserpool.program.status;

import org.jspecify.annotations.NullMarked;
