/** What the programs share besides protocols: settings, pages over HTTP, status reports, the start and the end of a process. */
@NullMarked
package io.rserpool.program;

import org.jspecify.annotations.NullMarked;
