/** Health, metrics and JSON pages over HTTP, parsed by Apache HttpCore, each connection on a virtual thread. */
@NullMarked
package io.rserpool.program.http;

import org.jspecify.annotations.NullMarked;
