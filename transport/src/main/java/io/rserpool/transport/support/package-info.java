/** What implementations of the transport share: associations and endpoints, system calls, native memory, descriptors on the event loop. */
@NullMarked
package io.rserpool.transport.support;

import org.jspecify.annotations.NullMarked;
