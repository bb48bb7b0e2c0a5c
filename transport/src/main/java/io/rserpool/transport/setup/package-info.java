/** Opens the transport that a program's configuration asks for. */
@NullMarked
package io.rserpool.transport.setup;

import org.jspecify.annotations.NullMarked;
