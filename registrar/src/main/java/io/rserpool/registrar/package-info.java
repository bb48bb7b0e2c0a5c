/** The registrar program: configuration, management HTTP and the life of the process around the core. */
@NullMarked
package io.rserpool.registrar;

import org.jspecify.annotations.NullMarked;
