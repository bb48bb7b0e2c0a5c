/** Machines, processes and captured packets of tests that run in a lab guest (e2e/lab), as root. */
@NullMarked
package io.rserpool.e2e.lab;

import org.jspecify.annotations.NullMarked;
