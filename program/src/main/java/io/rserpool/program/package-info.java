/**
 * What the programs share besides protocols: health, metrics and JSON pages over HTTP on the JDK's own
 * server, and the check of their configuration at start.
 */
@NullMarked
package io.rserpool.program;

import org.jspecify.annotations.NullMarked;
