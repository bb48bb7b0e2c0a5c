/** The keys of the programs, one row each: how they are read, checked, documented, and followed while a program runs. */
@NullMarked
package io.rserpool.program.settings;

import org.jspecify.annotations.NullMarked;
