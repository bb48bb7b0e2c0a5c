/** The operating system as native code sees it: system calls, memory outside of the heap, epoll, errors, socket addresses. */
@NullMarked
package io.rserpool.transport.system;

import org.jspecify.annotations.NullMarked;
