/** What the kernel knows of TCP sockets: which ones listen, and who still holds the other end of a connection. */
@NullMarked
package io.rserpool.transport.diag;

import org.jspecify.annotations.NullMarked;
