/** Health, metrics and JSON pages over HTTP, on the JDK's own server. */
@NullMarked
package io.rserpool.program.http;

import org.jspecify.annotations.NullMarked;
